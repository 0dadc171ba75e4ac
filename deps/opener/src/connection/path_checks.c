#include "connection/path_checks.h"

#include "cip/key.h"

enum { CLASS_ASSEMBLY = 0x04 };

eip_refusal eip_open_check_key(eip_opening *opening) {
  eip_open_path *path = &opening->path;
  eip_open_path_parse(path, opening->open.path);
  if (!path->has_key) return eip_open_passes();
  uint32_t verdict = eip_key_check(&path->key, &opening->table->environment->config.identity);
  if (verdict == 0) return eip_open_passes();
  uint16_t extended = (uint16_t)verdict;
  eip_refusal refusal = extended ? eip_refusal_failure(extended) : eip_refusal_general((uint8_t)(verdict >> 16));
  refusal.remaining_words = path->key_remaining_words;
  return refusal;
}

static uint16_t code_of(eip_path_fault fault) {
  switch (fault) {
    case EIP_PATH_PORT:
      return EIP_CONN_PORT_UNAVAILABLE;
    case EIP_PATH_CLASS:
      return EIP_CONN_INVALID_APPLICATION_PATH;
    default:
      return EIP_CONN_INVALID_SEGMENT;
  }
}

eip_refusal eip_open_check_segments(eip_opening *opening) {
  const eip_open_path *path = &opening->path;
  if (path->fault == EIP_PATH_GOOD) return eip_open_passes();
  return eip_refusal_in_path(code_of(path->fault), path->fault_remaining_words);
}

eip_refusal eip_open_check_path(eip_opening *opening) {
  const eip_open_path *path = &opening->path;
  if (path->fault != EIP_PATH_GOOD) return eip_open_check_segments(opening);
  if (path->class_id.value == CLASS_ASSEMBLY) return eip_open_passes();
  return eip_refusal_in_path(EIP_CONN_INVALID_APPLICATION_PATH, path->class_id.remaining_words);
}

static eip_refusal check_together(eip_opening *opening) {
  const eip_open_path *path = &opening->path;
  opening->point = eip_points_find(&opening->table->points, path->o2t.value, path->t2o.value);
  bool together = opening->point &&
                  (path->configuration.value == 0 || path->configuration.value == opening->point->config_instance);
  if (!together) return eip_refusal_in_path(EIP_CONN_POINTS_NOT_TOGETHER, path->t2o.remaining_words);
  opening->output = eip_point_output(opening->point, opening->table->cip);
  opening->input = eip_point_input(opening->point, opening->table->cip);
  return eip_open_passes();
}

/* A number that is absent is as unknown as one that is declared nowhere; only the configuration may be absent. */
eip_refusal eip_open_check_points(eip_opening *opening) {
  const eip_open_path *path = &opening->path;
  const eip_points *points = &opening->table->points;
  if (path->configuration.value && !eip_points_have_configuration(points, path->configuration.value)) {
    return eip_refusal_in_path(EIP_CONN_CONFIG_PATH, path->configuration.remaining_words);
  }
  if (!path->o2t.present || !eip_points_have_output(points, path->o2t.value)) {
    return eip_refusal_in_path(EIP_CONN_O2T_PATH, path->o2t.remaining_words);
  }
  if (!path->t2o.present || !eip_points_have_input(points, path->t2o.value)) {
    return eip_refusal_in_path(EIP_CONN_T2O_PATH, path->t2o.remaining_words);
  }
  return check_together(opening);
}
