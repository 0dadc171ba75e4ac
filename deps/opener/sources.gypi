{
  "variables": {
    "opener_files": [
      "src/base/arena.c",
      "src/base/deadlines.c",
      "src/base/reader.c",
      "src/base/slots.c",
      "src/base/writer.c",
      "src/encap/command.c",
      "src/encap/cpf.c",
      "src/encap/delayed.c",
      "src/encap/encap.c",
      "src/encap/header.c",
      "src/encap/list_replies.c",
      "src/encap/outgoing.c",
      "src/encap/peer.c",
      "src/encap/session.c",
      "src/encap/stream.c"
    ]
  }
}
