import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../events/hash.ts';
import { freshLog, type Subject } from './subject.ts';

export function blobContract(name: string, subject: Subject): void {
  describe(`blobs on ${name}`, () => {
    const log = freshLog(subject);

    test('a blob is found by the hash of its content', async () => {
      const text = 'export const sort = (list) => [...list].sort(); // ü🧬';
      const hash = await log().blobs.put(text, 'keep');
      expect(hash).toBe(sha256(text));
      expect(await log().blobs.has(hash)).toBe(true);
      expect(Buffer.from((await log().blobs.get(hash))!).toString()).toBe(text);
    });

    test('bytes come back byte for byte, and the caller keeps its own', async () => {
      const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
      const hash = await log().blobs.put(bytes, 'value');
      expect(bytes).toHaveLength(300_000);
      expect(sha256((await log().blobs.get(hash))!)).toBe(sha256(bytes));
      const empty = await log().blobs.put(new Uint8Array(), 'value');
      expect(await log().blobs.get(empty)).toHaveLength(0);
    });

    test('an unknown blob is null', async () => {
      expect(await log().blobs.get('0'.repeat(64))).toBeNull();
      expect(await log().blobs.has('0'.repeat(64))).toBe(false);
      expect(await log().blobs.erase('0'.repeat(64))).toBe(false);
    });

    test('the same content twice is stored once', async () => {
      const hashes = await Promise.all([log().blobs.put('same', 'value'), log().blobs.put('same', 'keep')]);
      expect(hashes[0]).toBe(hashes[1]);
      expect(await log().blobs.erase(hashes[0])).toBe(true);
      expect(await log().blobs.has(hashes[0])).toBe(false);
    });

    test('an erased blob is gone, and can be put again', async () => {
      const hash = await log().blobs.put('personal', 'value');
      expect(await log().blobs.erase(hash)).toBe(true);
      expect(await log().blobs.erase(hash)).toBe(false);
      expect(await log().blobs.get(hash)).toBeNull();
      expect(await log().blobs.put('personal', 'value')).toBe(hash);
      expect(await log().blobs.has(hash)).toBe(true);
    });

    if (subject.damageBlob) {
      const { damageBlob } = subject;
      test('content whose hash does not match is an error naming the blob', async () => {
        const hash = await log().blobs.put('evidence', 'keep');
        const other = await log().blobs.put('other evidence', 'keep');
        await damageBlob(log(), hash);
        await expect(log().blobs.get(hash)).rejects.toThrow(hash);
        expect(await log().blobs.get(other)).not.toBeNull();
      });
    }
  });
}
