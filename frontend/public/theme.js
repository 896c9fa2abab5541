// Runs before the first paint, as a file because the content policy forbids inline script.
(function () {
  var stored = null;
  try {
    stored = JSON.parse(localStorage.getItem('assay.theme') || 'null');
  } catch {
    stored = null;
  }
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
