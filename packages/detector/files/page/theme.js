// Before anything is drawn, so that a chosen theme does not flash; all else is in modules.
try {
  const theme = localStorage.getItem("logstead.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be off; the system's theme is taken then.
}
