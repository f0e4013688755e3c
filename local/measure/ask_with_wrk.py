"""
Asks the query api as often as it answers, with wrk: so many connections as it is told, each at once again when its
answer is there. Its script is in Lua, the only language it takes: the path of the next request, from a file with one
path a line.
"""
import re
import subprocess

PATHS = ".local/tmp/paths"
SCRIPT = ".local/tmp/paths.lua"
LUA = """
local paths = {}
for line in io.lines(".local/tmp/paths") do
  table.insert(paths, line)
end
local number = math.random(#paths)
request = function()
  number = number % #paths + 1
  return wrk.format("GET", paths[number])
end
"""


def ask_with_wrk(port, paths, clients, seconds):
    """Returns (requests a second, how many were not answered with 200)."""
    with open(PATHS, "w") as file:
        file.write("\n".join(paths))
    with open(SCRIPT, "w") as file:
        file.write(LUA)
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", SCRIPT, f"http://127.0.0.1:{port}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    errors = sum(int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)", text))
    for line in re.findall(r"Socket errors: (.*)", text):
        errors += sum(int(number) for number in re.findall(r"\d+", line))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), errors
