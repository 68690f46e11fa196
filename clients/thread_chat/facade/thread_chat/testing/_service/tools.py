"""Some of the tools that the real server has."""

from __future__ import annotations

import json
from typing import Any


def _tool(id: str, name: str, description: str, category: str, /, **parameters: str) -> dict[str, Any]:
    takes = {each: {"description": words, "type": "<class 'str'>"} for each, words in parameters.items()}
    return {
        "id": id,
        "name": name,
        "description": description,
        "category": category,
        "parameters": json.dumps(takes),
    }


TOOLS = (
    _tool(
        "alex_get_price_history",
        "Get Price History",
        "Tell what a token has cost",
        "ALEX",
        token_address="The address of the token.",
    ),
    _tool("alex_get_swap_info", "Get Swap Info", "Tell which pairs of tokens can be swapped", "ALEX"),
    _tool("get_bitcoin_data", "Bitcoin Data", "Tell what Bitcoin costs", "COINMARKETCAP"),
    _tool(
        "dao_get_by_name", "Get By Name", "Find DAOs, such as those of bitcoin", "DATABASE", name="What is looked for."
    ),
)
