"""An MCP server whose tools refuse arguments that they don't know.

The package passes them over. An assistant that asks the ledger for "state: open" in the wrong place would be given
every entry, and tell its reader that all of them are open.
"""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, InputRequiredResult


class StrictServer(MCPServer[Any]):
    """The server of the package, but for what a call may name."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool.

        Raises:
            ToolError: As in the package; and where an argument is not one of the tool's.
        """
        tool = next((each for each in await self.list_tools() if each.name == name), None)
        known = list(tool.input_schema.get("properties", {})) if tool else []
        unknown = [each for each in arguments if each not in known]
        if tool is not None and unknown:
            told = ", ".join(each[:50] for each in unknown[:5])
            raise ToolError(f"{name} has no argument {told}. It takes: {', '.join(known)}.")
        return await super().call_tool(name, arguments, context)
