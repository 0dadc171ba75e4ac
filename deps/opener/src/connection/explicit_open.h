/* Forward Open of a class 3 connection (docs/protocol.md, "Class 3 connections"). */
#ifndef EIP_CONNECTION_EXPLICIT_OPEN_H
#define EIP_CONNECTION_EXPLICIT_OPEN_H

#include "connection/opening.h"

/* Whether a request that was parsed asks for one. With both directions null nothing is to be opened, of any class. */
bool eip_explicit_open_asked(const eip_open_request *open);

/* Opens and writes the reply; else the first objection. */
eip_refusal eip_explicit_open_run(eip_opening *opening, eip_reply *reply);

#endif
