const storage = "logstead.keys";

/** Whether single keys act; whoever speaks to a machine may have to switch them off. */
export const keysAreOn = () => {
  try {
    return localStorage.getItem(storage) !== "off";
  } catch {
    return true;
  }
};

export function switchKeys(on) {
  try {
    localStorage.setItem(storage, on ? "on" : "off");
  } catch {
    // Without storage they stay on.
  }
}
