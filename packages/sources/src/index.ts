export type { HostFacts, Planting } from "./kind/context.ts";
export type { PlacedFields, Reading, RelabelRule, SourceField } from "./kind/reading.ts";
export type { AlloyWriter, Expression, Node, PromtailWriter, Value } from "./kind/render.ts";
export type { Place, SourceKind } from "./kind/source-kind.ts";
export {
  type DeviceFormat,
  deviceFormats,
  devicesOf,
  kindOf,
  Source,
  sourceKinds,
} from "./kinds.ts";
export { relayedDevices, type SyslogRelay, syslogRelay } from "./syslog/relay.ts";
