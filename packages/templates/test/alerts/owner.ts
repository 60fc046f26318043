/** A workflow and a credential of the n8n's owner, who had them before Logstead came. */
export const ownersCredential = {
  id: "ownersDoorKey001",
  name: "Door key",
  type: "httpHeaderAuth",
  data: { name: "X-Door", value: "open sesame" },
};

export const ownersWorkflow = {
  id: "ownersDoorbell01",
  name: "Doorbell",
  active: false,
  settings: { executionOrder: "v1" },
  nodes: [
    {
      id: "6a1b7f30-3c0e-4f6e-9d53-0a6c6d1f0001",
      name: "Doorbell",
      type: "n8n-nodes-base.webhook",
      typeVersion: 2,
      position: [0, 0],
      webhookId: "6a1b7f30-3c0e-4f6e-9d53-0a6c6d1f0002",
      parameters: { httpMethod: "GET", path: "doorbell", responseMode: "onReceived", options: {} },
      credentials: { httpHeaderAuth: { id: ownersCredential.id, name: ownersCredential.name } },
    },
  ],
  connections: {},
};
