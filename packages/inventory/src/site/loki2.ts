/** Settings of Loki 2.x and their names in 3.x. */
export const loki2Mapping = [
  "table_manager.retention_period → compactor with retention_enabled and limits_config.retention_period",
  "chunk_store_config.max_look_back_period → limits_config.max_query_lookback",
  "boltdb-shipper with schema v11 → tsdb with schema v13",
  "shared_store → common.storage",
  "enforce_metric_name → (no longer there)",
] as const;
