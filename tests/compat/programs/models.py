"""The six models, to dictionaries, JSON and text, and back."""

import json

from checks import check, done

from cheshire_cat_api.models import (
    BodyUploadUrl,
    HTTPValidationError,
    LocationInner,
    SettingBody,
    ValidationError,
    Value,
)
from cheshire_cat_api.models import setting_body as module
from cheshire_cat_api.models.body_upload_url import BodyUploadUrl as SameBody

body = BodyUploadUrl(url="https://example.org", chunk_size=200, chunk_overlap=20)
check(SameBody is BodyUploadUrl, "one class by two ways")
check(body.to_dict() == {"url": "https://example.org", "chunk_size": 200, "chunk_overlap": 20}, "to_dict")
check(json.loads(body.to_json()) == body.to_dict(), "to_json")
check(BodyUploadUrl.from_json(body.to_json()).chunk_size == 200, "from_json")
check(BodyUploadUrl.from_dict(body.to_dict()).url == body.url, "from_dict")
check("https://example.org" in body.to_str(), "to_str")
body.chunk_size = 100
check(body.to_dict()["chunk_size"] == 100, "a field is assigned")

check(Value({"at": 6}).actual_instance == {"at": 6}, "Value")
check(Value.from_json('{"at": 6}').to_json() == '{"at": 6}', "Value to JSON and back")
check(Value([1, 2]).to_json() == "[1, 2]", "Value of a list")
setting = module.SettingBody(name="tea", value=Value({"at": 6}))
check(setting.to_dict()["value"] == {"at": 6}, f"SettingBody to_dict: {setting.to_dict()}", defect=15)
check(setting.value.actual_instance == {"at": 6}, "its value")
check(json.loads(setting.to_json())["name"] == "tea" and "tea" in setting.to_str(), "SettingBody to_json, to_str")
check(module.SettingBody.from_json('{"name": "tea", "value": {"at": 6}}').name == "tea", "SettingBody from_json")
plain = SettingBody(name="tea", value=Value({"at": 6}), category="meals")
check(json.loads(plain.to_json())["name"] == "tea" and "meals" in plain.to_str(), "the same to JSON and text")
check(SettingBody.from_json('{"name": "tea", "value": {"at": 6}}').name == "tea", "the same from JSON")
check(plain.to_dict()["category"] == "meals" and plain.name == "tea", "SettingBody of the package")

location = LocationInner("body")
check(location.actual_instance == "body" and location.to_json() == '"body"', "LocationInner")
wrong = ValidationError(loc=[location, LocationInner(0)], msg="Field required", type="missing")
check(wrong.msg == "Field required" and wrong.loc[1].actual_instance == 0, "ValidationError")
whole = HTTPValidationError(detail=[wrong])
check(whole.to_dict()["detail"][0]["type"] == "missing", "HTTPValidationError to_dict")
check("Field required" in whole.to_json() and "missing" in whole.to_str(), "HTTPValidationError to_json, to_str")
check(HTTPValidationError.from_dict({"detail": None}).detail is None, "HTTPValidationError from_dict")
done()
