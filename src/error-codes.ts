import { BROKER_ERROR_CODES } from './error-codes-broker.js';
import { GATEWAY_ERROR_CODES } from './error-codes-gateway.js';
import { HTTP_ERROR_CODES } from './error-codes-http.js';

/**
 * Every error code of this package: the class that carries it, and what to check when it comes.
 *
 * Codes are stable; the texts are not. docs/errors.md has a heading a code, and a test keeps the two equal.
 */
export const ERROR_CODES = {
  EIP_OPTION_INVALID: {
    family: 'config',
    check:
      'Correct the option at the path given; docs/adapter.md, docs/implicit-client.md, docs/client.md, docs/gateway.md, docs/logging.md, docs/rabbitmq.md, docs/spool.md, docs/testing.md and docs/simulator.md list every option with its unit, range and default',
  },
  EIP_CONFIG_UNREADABLE: {
    family: 'config',
    check: 'See that the path is right, that it is a file and not too large, and that this user may read it',
  },
  EIP_CONFIG_INVALID: {
    family: 'config',
    check:
      'Correct the file at the lines given, or the variable; docs/configuration.md shows every key, docs/client.md a tag file, docs/simulator.md a simulator',
  },
  EIP_SECRET_UNAVAILABLE: {
    family: 'config',
    check: 'See that what the reference names exists, and that this process may read it',
  },
  EIP_MESSAGE_INVALID: {
    family: 'general',
    check: 'Correct the fields at the paths given; docs/records.md and schemas/ tell what each may be',
  },
  EIP_MESSAGE_TOO_NEW: {
    family: 'general',
    check: 'Update this side first: readers before writers; docs/records.md, "Versions"',
  },
  EIP_SINK_CLOSED: {
    family: 'general',
    check: 'Make a new sink, and end what writes to a sink before its close()',
  },
  EIP_GATEWAY_STARTED: {
    family: 'general',
    check: 'Make a new Gateway: one starts once, and closes its sinks when it ends',
  },
  EIP_GATEWAY_NOT_RUNNING: {
    family: 'general',
    check: 'Emit between start() and stop(); the record was not kept',
  },
  EIP_GATEWAY_FAILED: {
    family: 'general',
    check: 'Start the process anew (systemd and containers do), and look into its log for what came before',
  },
  EIP_RELOAD_REFUSED: {
    family: 'config',
    check: 'Take these changes back, or start the gateway anew: docs/running.md',
  },
  EIP_EDS_INVALID: {
    family: 'general',
    check: 'Correct the EDS file at the lines given; docs/eds.md has the rules',
  },
  EIP_HOST_UNDECIDED: {
    family: 'config',
    check: 'Set the option "host" to the IPv4 address that the scanner (PLC) uses for this device',
  },
  EIP_ADDRESS_UNAVAILABLE: {
    family: 'connection',
    check: 'Use an address of this machine ("ip -4 address" lists them) and see that its interface is up',
  },
  EIP_PORT_IN_USE: {
    family: 'connection',
    check: 'Find who holds it with "ss -tulpn" and end that program, or use another address or port',
  },
  EIP_PORT_DENIED: {
    family: 'connection',
    check: 'Ports below 1024 need CAP_NET_BIND_SERVICE; the usual ports 44818 and 2222 need no privilege',
  },
  EIP_OPEN_FAILED: {
    family: 'connection',
    check: 'See the cause; for EMFILE raise "ulimit -n", for EAGAIN or ENOMEM look at the limits of threads and memory',
  },
  EIP_INTERFACE_UNUSABLE: {
    family: 'config',
    check:
      'Set the option "host" to an IPv4 address, or to the name of an interface that has exactly one ("ip -4 address")',
  },
  EIP_ADDRESS_LOST: {
    family: 'connection',
    check:
      'See whether the interface is up and who took its address away (DHCP lease, network manager); when it is back the adapter serves again',
  },
  EIP_PEER_DENIED: {
    family: 'connection',
    check:
      'If this peer is meant to, add it to the option "allow", raise "maxSessionsPerPeer" or give up "readOnly"; else find out what it is',
  },
  EIP_SETTINGS_FILE: {
    family: 'config',
    check:
      'Give a path in a folder that this user may write; delete or move the file to begin again with what the options say',
  },
  EIP_SETTINGS_IN_USE: {
    family: 'config',
    check: 'Give each adapter a settings file of its own',
  },
  EIP_SETTINGS_CORRUPT: {
    family: 'general',
    check: 'See whether the disk is sound and nobody edits the file; set again what was set',
  },
  EIP_SETTINGS_NOT_SAVED: {
    family: 'general',
    check: 'See whether the disk is full or read-only; the settings in effect are as they were before',
  },
  EIP_SCHEDULING_REFUSED: {
    family: 'config',
    check:
      'Grant CAP_SYS_NICE or an rtprio limit (docs/adapter.md, "Real-time priority"), or use the default "auto"; for "cpu" name one that the process may use ("taskset -p PID")',
  },
  EIP_NATIVE_MISSING: {
    family: 'general',
    check: 'A compiler, make and python3 must be there for the build',
  },
  EIP_NATIVE_VERSION: {
    family: 'general',
    check: 'The addon belongs to another version of this package: install the package again or rebuild it',
  },
  EIP_NATIVE_FAILED: {
    family: 'connection',
    check: 'The adapter is closed and its connections are gone; see the text, then call start() again',
  },
  EIP_ADAPTER_STARTED: {
    family: 'general',
    check: 'Call stop() before start() is called again',
  },
  EIP_ADAPTER_NOT_STARTED: {
    family: 'general',
    check: 'Await start() first, and use nothing of the adapter after stop()',
  },
  EIP_ASSEMBLY_REMOVED: {
    family: 'general',
    check: 'Use nothing of an assembly after removeAssembly(); addAssembly() gives a new one, also under the same name',
  },
  EIP_CHANGE_REFUSED: {
    family: 'general',
    check: 'Nothing was changed; see the text: a limit of the adapter, or the memory of the machine',
  },
  EIP_REQUEST_EXPIRED: {
    family: 'timeout',
    check:
      'Answer sooner and do the long work afterwards, or raise the option "requestTimeoutMs"; the peer has been refused',
  },
  EIP_PEER_GONE: {
    family: 'connection',
    check: 'Undo what was begun for the request; a peer that gives up early has a shorter time than this adapter',
  },
  EIP_WRITE_TOO_LONG: {
    family: 'write',
    check: 'Compare the offset and the number of bytes with the size of the assembly; nothing was changed',
  },
  EIP_VALUE_REFUSED: {
    family: 'write',
    check: 'Correct the value of the field named: its type cannot hold it; nothing was changed',
  },
  EIP_INPUT_MIRRORED: {
    family: 'write',
    check:
      'The I/O thread writes this assembly by itself: take it out of the option "mirror" to write it from JavaScript',
  },
  EIP_CONNECT_FAILED: {
    family: 'connection',
    check:
      'See that the target is on and reachable, that its address and TCP port are right, and that no firewall is in between',
  },
  EIP_CONNECTION_LOST: {
    family: 'connection',
    check:
      'See whether the target restarted, ended the session because it was quiet, is no EtherNet/IP device, or the cable is out; then open again',
  },
  EIP_REPLY_TIMEOUT: {
    family: 'timeout',
    check: 'See that the target is an EtherNet/IP device and not overloaded; then try again or allow more time',
  },
  EIP_REPLY_INVALID: {
    family: 'connection',
    check: 'See that the target is an EtherNet/IP device; a capture of the exchange shows what it sent',
  },
  EIP_ENCAPSULATION_REFUSED: {
    family: 'connection',
    check: 'The status above is that of the encapsulation layer (docs/protocol.md, "Encapsulation status")',
  },
  EIP_SERVICE_REFUSED: {
    family: 'connection',
    check: 'Compare class, instance and attribute with the documentation of the target',
  },
  EIP_OPEN_REFUSED: {
    family: 'connection',
    check: 'Compare assembly instances, sizes and RPI with the configuration of the target (its EDS file)',
  },
  EIP_INPUT_TIMED_OUT: {
    family: 'connection',
    check: 'See whether the target still runs, whether UDP passes between both (port 2222), and open again',
  },
  EIP_CONNECTION_CLOSED: {
    family: 'general',
    check: 'Open another ExplicitConnection, and use it only until it is closed',
  },
  EIP_SCANNER_UNUSABLE: {
    family: 'general',
    check: 'Make a new Scanner for each connection, and use it only until it is closed',
  },
  EIP_TAG_UNKNOWN: {
    family: 'read',
    check: 'Correct the name, or add the tag: to the controller, or to the option "tags" of an ImplicitClient',
  },
  EIP_TAG_DISCONNECTED: {
    family: 'read',
    check:
      'See that the PLC is on, that its I/O configuration names the address and assemblies of this adapter, and what the adapter tells: the event "connection" and status().counters',
  },
  EIP_TAG_IDLE: {
    family: 'read',
    check: 'Put the PLC into run, and see that its program does not inhibit this connection',
  },
  EIP_TAG_STALE: {
    family: 'read',
    check:
      'See whether the PLC and the network are overloaded or down; "staleMs" must be longer than the RPI of the connection, or than a cycle of the subscription takes',
  },
  EIP_TAG_NOT_SENT: {
    family: 'read',
    check: 'Compare the size that the PLC has for its output with the assembly, or the place of the tag',
  },
  EIP_TAG_READ_ONLY: {
    family: 'write',
    check: 'The originator sends this tag (O->T): write to a tag on an input assembly',
  },
  EIP_WRITE_TAG_UNKNOWN: {
    family: 'write',
    check:
      'Correct the name, or add the tag: to the controller, or to the option "tags" of an ImplicitClient; nothing was changed',
  },
  EIP_TAG_TYPE_DIFFERS: {
    family: 'read',
    check: 'Correct "type" in the tag file, or leave it out to take what the controller has',
  },
  EIP_WRITE_TYPE_DIFFERS: {
    family: 'write',
    check: 'Correct "type" in the tag file, or leave it out to take what the controller has; nothing was changed',
  },
  EIP_WRITE_NOT_ALLOWED: {
    family: 'write',
    check:
      'If this is meant to be written, change "readOnly" or "writable" of the client, or the entry of the tag file that is named; nothing was changed',
  },
  EIP_WRITE_OUT_OF_LIMITS: {
    family: 'write',
    check: 'Write a value within the limits, or correct "min" and "max" in the tag file; nothing was changed',
  },
  EIP_WRITE_TOO_OFTEN: {
    family: 'write',
    check: 'Write less often, or raise "maxWritesPerSecond" in the tag file; nothing was changed',
  },
  EIP_WRITE_NOT_VERIFIED: {
    family: 'write',
    check:
      'The controller took the write: see whether its program, another client or a limit in its logic sets the tag again; read it before it is written again',
  },
  EIP_WRITE_HELD_BACK: {
    family: 'write',
    check:
      'Correct the tag that is named; what is written to one assembly by one call is written as a whole or not at all',
  },
  EIP_ORIGINATOR_TIMEOUT: {
    family: 'timeout',
    check:
      'See that the PLC is on and in the same network, that its I/O configuration names this address and these assemblies with their sizes, and that TCP 44818 and UDP 2222 pass in both directions',
  },
  EIP_ORIGINATOR_LOST: {
    family: 'connection',
    check:
      'See whether the PLC still runs and its network is up; it connects again by itself, and the client takes it up',
  },
  EIP_NOT_CONNECTED: {
    family: 'connection',
    check:
      'Await connect() first; after the event "error" the client does not try any more, and connect() begins again',
  },
  EIP_CONTROLLER_SILENT: {
    family: 'connection',
    check:
      'See that the controller is on and not overloaded, and the cable and switches on the way; the client connects again by itself unless "reconnect" is false',
  },
  EIP_NOBODY_ANSWERED: {
    family: 'connection',
    check:
      'See that the devices are on and in a subnet of this machine ("ip -4 address"), that no firewall drops UDP 44818, or ask their addresses; broadcasts do not pass routers',
  },
  EIP_CALL_TIMEOUT: {
    family: 'timeout',
    check:
      'Ask for less at once, allow more "connections" or more time with "timeoutMs"; while it is not connected, see the reason given',
  },
  EIP_REQUEST_UNCERTAIN: {
    family: 'connection',
    check:
      'Find out whether it was carried out before it is sent again; what does the same when done twice may be sent with "repeatable"',
  },
  EIP_READ_REFUSED: {
    family: 'read',
    check: 'The status above says what the controller found wrong; nothing was changed',
  },
  EIP_READ_FAILED: {
    family: 'read',
    check: 'The cause says how far it came and what to check; reading again is safe',
  },
  EIP_WRITE_REFUSED: {
    family: 'write',
    check: 'The status above says what the controller found wrong; nothing was changed',
  },
  EIP_WRITE_NOT_SENT: {
    family: 'write',
    check: 'The cause says why it was not sent; nothing was changed, and writing again is safe',
  },
  EIP_WRITE_UNCERTAIN: {
    family: 'write',
    check:
      'Read the value back before it is written again: the controller may have taken it, and only its reply was lost',
  },
  EIP_CLIENT_CLOSED: {
    family: 'general',
    check: 'Make a new client, and end what uses a client before its close()',
  },
  EIP_SPOOL_MODULE_MISSING: {
    family: 'general',
    check: 'Run "npm install lmdb": it is an optional peer dependency of this package, and only the spool needs it',
  },
  EIP_SPOOL_UNUSABLE: {
    family: 'config',
    check: 'Give a folder on a local disk that this user may read and write, and that holds nothing but the spool',
  },
  EIP_SPOOL_IN_USE: {
    family: 'config',
    check: 'End the other process, or give each one a spool folder of its own',
  },
  EIP_SPOOL_VERSION: {
    family: 'config',
    check: 'Run the newer release of this package, or move the folder away and begin with an empty one',
  },
  EIP_SPOOL_CORRUPT: {
    family: 'general',
    check:
      'See whether the disk is sound and who changed the file; then move the folder away and begin with an empty one: what was in it is not delivered',
  },
  EIP_SPOOL_DISK_FULL: {
    family: 'write',
    check:
      'Make room on the disk ("df" shows it): the spool goes on by itself; lower "maxBytes" where it fills the disk',
  },
  EIP_SPOOL_FULL: {
    family: 'write',
    check: 'See why the sink takes nothing; raise "maxBytes" or "blockMs", or let "whenFull" drop what matters less',
  },
  EIP_SPOOL_TOO_LARGE: {
    family: 'write',
    check: 'Send less at once, or raise "maxEntryBytes"',
  },
  EIP_SPOOL_FAILED: {
    family: 'general',
    check:
      'See the cause and the log of the kernel ("dmesg"): the disk may be failing; what was accepted before is kept',
  },
  EIP_SPOOL_CLOSED: {
    family: 'general',
    check: 'Open the spool again, and end what uses it before its close()',
  },
  EIP_JOURNAL_FAILED: {
    family: 'general',
    check:
      'Until it can be written no command is carried out: see the text, the room on the disk and who may write the folder; move one that is damaged away, and it begins with an empty one',
  },
  ...BROKER_ERROR_CODES,
  ...GATEWAY_ERROR_CODES,
  ...HTTP_ERROR_CODES,
} as const satisfies Record<string, { family: ErrorFamily; check: string }>;

/** Which class of errors.ts carries a code; `general` is EipError itself. */
export type ErrorFamily = 'general' | 'connection' | 'read' | 'write' | 'config' | 'timeout';

export type EipErrorCode = keyof typeof ERROR_CODES;

/** The codes that a class may carry. */
export type CodeOf<F extends ErrorFamily> = {
  [C in EipErrorCode]: (typeof ERROR_CODES)[C]['family'] extends F ? C : never;
}[EipErrorCode];
