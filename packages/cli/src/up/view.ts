import type { StepName, UpEvent } from "@logstead/operate";

/** Shows a run while it goes on. */
export interface UpView {
  on(event: UpEvent): void;
  /** To be called when the run has ended, however it did. */
  end(): Promise<void>;
}

export const titles: Record<StepName, string> = {
  lab: "Lab",
  load: "Load",
  render: "Render",
  verify: "Verify",
  write: "Write",
  artifacts: "Programs",
  plan: "Pulumi",
  apply: "Ansible",
  probe: "Probe",
  alert: "Alert",
};
