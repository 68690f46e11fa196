"""Features of OpenAPI that are not generated, each with the place where it is refused."""

from __future__ import annotations

from .features import (
    FILE,
    FORM,
    INTEGER,
    JSON,
    MULTIPART,
    STRING,
    TEXT,
    VERSIONS,
    Feature,
    in_path,
    many,
    query,
    record,
    sent,
)

_AT = "$.paths['/{name}'].post"
_RESULT = f"{_AT}.responses['200'].content['{JSON}'].schema"
_BODY = f"{_AT}.requestBody.content"
REFUSED = [
    Feature("of_tuples", {"type": "array", "prefixItems": [STRING]}, refused=f"{_RESULT}.prefixItems"),
    Feature("without_items", {"type": "array"}, refused=_AT),
    Feature("negated", {"not": STRING}, refused=f"{_RESULT}.not"),
    Feature("conditional", {"if": STRING}, refused=f"{_RESULT}.if"),
    Feature(
        "by_pattern", {"type": "object", "patternProperties": {"a": STRING}}, refused=f"{_RESULT}.patternProperties"
    ),
    Feature("floats", {"enum": [1.5]}, refused=f"{_RESULT}.enum[0]"),
    Feature("mixed_enums", {"enum": [1, "a"]}, refused=_AT),
    Feature("wrong_default", parameters=(query("a", {**INTEGER, "default": "x"}),), refused=_AT),
    Feature("files_in_json", record(a=FILE), refused=f"{_AT}.responses['200']"),
    Feature("files_in_query", parameters=(query("a", FILE),), refused=f"{_AT}.parameters[0]"),
    Feature(
        "objects_in_lists", parameters=(query("a", many(record(x=STRING))),), refused=f"{_AT}.parameters[0].schema"
    ),
    Feature(
        "object_in_path",
        path="/{a}",
        parameters=(in_path("a", record(x=STRING)),),
        refused="$.paths['/object_in_path/{{a}}'].post.parameters[0].schema",
    ),
    Feature(
        "in_header", parameters=({"name": "a", "in": "header", "schema": STRING},), refused=f"{_AT}.parameters[0].in"
    ),
    Feature(
        "in_cookie", parameters=({"name": "a", "in": "cookie", "schema": STRING},), refused=f"{_AT}.parameters[0].in"
    ),
    Feature(
        "parameter_styles",
        parameters=(query("a", many(STRING), explode=False),),
        refused=f"{_AT}.parameters[0].explode",
    ),
    Feature(
        "files_in_parts_of_json",
        operation=sent(record(a=many(record(file=FILE))), MULTIPART),
        refused=f"{_BODY}['{MULTIPART}'].schema: a file",
    ),
    Feature(
        "lists_of_lists_of_files",
        operation=sent({"allOf": [record(x=STRING), record(a=many(many(FILE)))]}, MULTIPART),
        refused=f"{_BODY}['{MULTIPART}'].schema: a file",
    ),
    Feature("text_body", operation=sent(STRING, TEXT), refused=f"{_BODY}['text/plain']"),
    Feature(
        "octets", operation=sent(STRING, "application/octet-stream"), refused=f"{_BODY}['application/octet-stream']"
    ),
    Feature("list_as_form", operation=sent(many(STRING), FORM), refused=f"{_BODY}['{FORM}'].schema"),
    Feature("object_in_form", operation=sent(record(a=record(b=STRING)), FORM), refused=f"{_BODY}['{FORM}'].schema"),
    Feature(
        "lists_of_two_media_types",
        operation={
            "requestBody": {"content": {JSON: {"schema": many(STRING)}, FORM: {"schema": record(a=STRING)}}},
        },
        refused=f"{_BODY}['{JSON}'].schema",
    ),
    Feature(
        "default_status",
        operation={"responses": {"default": {"description": "OK"}}},
        refused=f"{_AT}.responses.default",
    ),
    Feature("ranges", operation={"responses": {"2XX": {"description": "OK"}}}, refused=f"{_AT}.responses['2XX']"),
    Feature(
        "links",
        operation={"responses": {"200": {"description": "OK", "links": {}}}},
        refused=f"{_AT}.responses['200'].links",
    ),
    Feature("webhooks", document={"webhooks": {}}, refused="$.webhooks", versions=VERSIONS[1:]),
    Feature("fields_of_a_dict", record(update=STRING), refused=f"{_RESULT}.properties.update"),
    Feature("argument_body", parameters=(query("body", STRING),), refused=f"{_AT}.parameters[0].name"),
    Feature("argument_response", parameters=(query("response", STRING),), refused=f"{_AT}.parameters[0].name"),
]
