/* What a Forward Open's connection path may name: electronic key, class, declared points. */
#ifndef EIP_CONNECTION_PATH_CHECKS_H
#define EIP_CONNECTION_PATH_CHECKS_H

#include "connection/opening.h"

/* The key says who we should be: 01/0114 to 0116, 01/0315, 0x13. Parses the path first. */
eip_refusal eip_open_check_key(eip_opening *opening);
/* The path as such, whatever it leads to: 01/0315, 0311, 0117. */
eip_refusal eip_open_check_segments(eip_opening *opening);
/* The same, and that its class is connectable: 01/0117. */
eip_refusal eip_open_check_path(eip_opening *opening);
/* Its instances: 01/0129, 012A, 012B, 012F. Finds the point and its assemblies. */
eip_refusal eip_open_check_points(eip_opening *opening);

#endif
