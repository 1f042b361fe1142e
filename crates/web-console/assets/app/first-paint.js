// Before anything is painted: language, direction and theme. A classic script, so that the
// browser waits for it; it holds nothing that i18n.js and theme.js do not say too.
(function () {
  var root = document.documentElement;
  var known = ['en', 'fr', 'he'];
  /** @param {string} key */
  var stored = function (key) {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  var wanted = [stored('ava.language')].concat(navigator.languages || []);
  var language = 'en';
  for (var i = 0; i < wanted.length; i++) {
    var tag = String(wanted[i] || '').toLowerCase().slice(0, 2);
    if (tag === 'iw') tag = 'he';
    if (known.indexOf(tag) >= 0) { language = tag; break; }
  }
  root.lang = language;
  root.dir = language === 'he' ? 'rtl' : 'ltr';
  var theme = stored('ava.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
})();
