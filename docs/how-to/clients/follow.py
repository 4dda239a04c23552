"""Asks DSE for code and prints what happens until the task is over. Python's standard library and the NATS protocol, nothing else.

    python3 follow.py ORDER.json [nats://user:password@host:port]

ORDER.json is a task order (docs/reference/schemas/task-order.json) with the capability's declaration in "spec".
Exit code: 0 answered, 3 unanswered or rejected, 1 anything else.
"""
import json, os, re, socket, sys, urllib.parse

if len(sys.argv) < 2:
    sys.exit(__doc__)
order = json.load(open(sys.argv[1]))
capability = order["spec"]["capability"]
url = urllib.parse.urlparse(sys.argv[2] if len(sys.argv) > 2 else "nats://127.0.0.1:4222")
root = "dse" + url.path.replace("/", "-")
task = "py-" + os.urandom(6).hex()
wire = socket.create_connection((url.hostname, url.port or 4222)).makefile("rwb")


def say(line, payload=None):
    wire.write(line.encode() + b"\r\n" + (b"" if payload is None else payload + b"\r\n"))
    wire.flush()


def hear():
    """The next message as (subject, headers, payload); answers pings on the way."""
    while True:
        line = wire.readline().decode().rstrip("\r\n")
        if not line:
            sys.exit("the server closed the connection")
        word, *rest = line.split(" ")
        if word == "PING":
            say("PONG")
        elif word == "-ERR":
            sys.exit("the server refused: " + line[5:])
        elif word in ("MSG", "HMSG"):
            total = int(rest[-1])
            head = int(rest[-2]) if word == "HMSG" else 0
            data = wire.read(total + 2)[:total]
            return rest[0], data[:head].decode(), data[head:].decode()


hello = json.loads(wire.readline().decode().split(" ", 1)[1])
login = {"verbose": False, "pedantic": False, "headers": True, "no_responders": True, "lang": "python", "version": "0"}
if url.username:
    login.update(user=urllib.parse.unquote(url.username), **{"pass": urllib.parse.unquote(url.password or "")})
say("CONNECT " + json.dumps(login))
inbox = "_INBOX." + task
say(f"SUB {inbox} 1")
say(f"SUB {root}.feed.> 2")
headers = f"NATS/1.0\r\nNats-Msg-Id: {task}\r\n\r\n".encode()
body = json.dumps(order).encode()
say(f"HPUB {root}.task.{capability} {inbox} {len(headers)} {len(headers) + len(body)}", headers + body)

while True:
    subject, status, payload = hear()
    if subject == inbox:
        answer = json.loads(payload or "{}")
        if "error" in answer or not payload:
            sys.exit("the task was not taken: " + (payload or status.strip()))
        print(f"task {task} for {capability}: stored as message {answer['seq']} of {answer['stream']}")
        continue
    fact = json.loads(payload)
    print(f"{fact['position']:>6} {fact['time']} {fact['source']} {fact['type']}", flush=True)
    if fact["source"] == f"/task/{task}" and re.match(r"task\.(answered|unanswered|rejected)", fact["type"]):
        print(json.dumps(fact["data"]))
        sys.exit(0 if fact["type"] == "task.answered" else 3)
