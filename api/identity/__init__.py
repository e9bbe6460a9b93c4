"""Who asks, what they may see and do: roles, keys, login, and the gate that every request passes."""
