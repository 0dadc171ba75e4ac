/* The steps of targets/stateful.c, by number: the order in which its seeds name them. */
#ifndef EIP_FUZZ_TARGETS_STATEFUL_STEPS_H
#define EIP_FUZZ_TARGETS_STATEFUL_STEPS_H

enum {
  STEP_OPEN,  /* point and serial, how, times, more, peer */
  STEP_DATA,  /* which, value */
  STEP_WAIT,  /* how long */
  STEP_CLOSE, /* serial and peer */
  STEP_OUTPUTS,
  STEP_NULL_OPEN,   /* as STEP_OPEN */
  STEP_WRITE,       /* which and how, value */
  STEP_OPEN_CLASS3, /* how */
  STEP_ASSEMBLY,    /* which; 0x80: removed */
  STEP_MOOD,
  STEP_PEER, /* which and how */
  STEP_COMPLETE,
  STEP_SETTINGS,
  STEP_REQUEST,
  STEP_SEARCH,
  STEP_ASK_CONNECTED,
  STEP_READY,      /* how */
  STEP_OPEN_AGAIN, /* as STEP_OPEN: there are more ways to open than to do anything else */
  STEP_DATA_AGAIN,
  STEP_WAIT_AGAIN,
  STEPS
};

#endif
