const ALLOWED = 'abcdefghijklmnopqrstuvwxyz0123456789.-_+@';

function isEmail(text) {
  const at = text.indexOf('@');
  if (at < 0) return false;
  if (text.lastIndexOf('@') !== at) return false;
  for (const letter of text) {
    if (!ALLOWED.includes(letter)) return false;
  }
  const domain = text.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  return dot > 0 && dot < domain.length - 1;
}
