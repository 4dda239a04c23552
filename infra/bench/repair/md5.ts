/** MD5 (RFC 1321) of UTF-8 text as a function `dseMd5`, for programs of the set that require `js-md5`. Source text: it runs in the sandbox. */
export const MD5_SOURCE = `function dseMd5(text) {
  const bytes = [...unescape(encodeURIComponent(text))].map((c) => c.charCodeAt(0));
  const bits = bytes.length * 8;
  bytes.push(128);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let i = 0; i < 8; i += 1) bytes.push(Math.floor(bits / 2 ** (8 * i)) & 255);
  const turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < bytes.length; at += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i += 1) {
      const round = i >> 4;
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16;
      const word = bytes[at + 4 * g] | (bytes[at + 4 * g + 1] << 8) | (bytes[at + 4 * g + 2] << 16) | (bytes[at + 4 * g + 3] << 24);
      const sum = (a + f + Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) + word) | 0;
      const turn = turns[4 * round + (i % 4)];
      [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
    }
    state = [a + state[0], b + state[1], c + state[2], d + state[3]].map((x) => x | 0);
  }
  return state.map((x) => [0, 8, 16, 24].map((s) => ((x >>> s) & 255).toString(16).padStart(2, '0')).join('')).join('');
}
`;
