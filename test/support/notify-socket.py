"""A datagram socket as systemd has it: prints each message as a line of JSON. Argument: a path, or @name (abstract)."""
import json
import os
import socket
import sys

address = sys.argv[1]
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind("\0" + address[1:] if address.startswith("@") else address)
print(json.dumps({"listening": address}), flush=True)
while True:
    data, ancillary, _flags, _from = receiver.recvmsg(65536, socket.CMSG_SPACE(16 * 4))
    # Whoever waits until its messages are read sent the end of a pipe: to close it is the answer.
    for _level, kind, content in ancillary:
        if kind == socket.SCM_RIGHTS:
            for at in range(0, len(content) // 4 * 4, 4):
                os.close(int.from_bytes(content[at : at + 4], sys.byteorder))
    lines = [line for line in data.decode().split("\n") if line]
    print(json.dumps(lines), flush=True)
