/**
 * Types of an icon family's PNG members by side length in pixels (Apple Icon Image format): 16, 32, 128, 256, 512 at one
 * pixel a point, and twice that.
 */
const TYPES = [
  { type: 'icp4', pixels: 16 },
  { type: 'icp5', pixels: 32 },
  { type: 'ic11', pixels: 32 },
  { type: 'ic12', pixels: 64 },
  { type: 'ic07', pixels: 128 },
  { type: 'ic08', pixels: 256 },
  { type: 'ic13', pixels: 256 },
  { type: 'ic09', pixels: 512 },
  { type: 'ic14', pixels: 512 },
] as const;

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * An `.icns` file with the given pictures.
 * @param pictures PNG files, square, with sides of 16, 32, 64, 128, 256 and 512 pixels
 * @throws RangeError when a size is missing or a file is no square PNG
 */
export function writeIcns(pictures: readonly Uint8Array[]): Buffer {
  const bySide = new Map(pictures.map((picture) => [sideOf(picture), picture]));
  const members = TYPES.map(({ type, pixels }) => {
    const picture = bySide.get(pixels);
    if (picture === undefined) throw new RangeError(`There is no picture of ${pixels} pixels.`);
    return Buffer.concat([block(type, 8 + picture.length), picture]);
  });
  const body = Buffer.concat(members);
  return Buffer.concat([block('icns', 8 + body.length), body]);
}

function block(type: string, length: number): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 0, 'ascii');
  header.writeUInt32BE(length, 4);
  return header;
}

/** From the header chunk, which comes first. */
function sideOf(picture: Uint8Array): number {
  const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(PNG_SIGNATURE))
    throw new RangeError('A picture is no PNG.');
  const width = bytes.readUInt32BE(16);
  if (width !== bytes.readUInt32BE(20)) throw new RangeError('A picture is not square.');
  return width;
}
