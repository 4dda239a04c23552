/** The minutes after midnight of a window of the day such as `22:00-06:00`; null: the text is none, or it is empty. */
export function dayWindow(text: string): { readonly from: number; readonly to: number } | null {
  const [from, to] = text.split('-').map(minuteOf);
  return typeof from === 'number' && typeof to === 'number' && from !== to && text.length === 11
    ? { from, to }
    : null;
}

function minuteOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}
