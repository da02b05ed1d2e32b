import { crc32, deflateSync } from 'node:zlib'

/** A PNG of one grey; `shade` makes its bytes unlike others. */
export function png(width: number, height: number, shade = 128): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits of grey.
  header.writeUInt8(8, 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width, shade)])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** What a PNG says of its size alone. */
export function pngHeader(width: number, height: number): Buffer {
  const whole = png(1, 1)
  whole.writeUInt32BE(width, 16)
  whole.writeUInt32BE(height, 20)
  return whole
}

export const gif = Buffer.from(
  'R0lGODlhAwACAIAAAP///wAAACH5BAAAAAAALAAAAAADAAIAAAIDhI9WADs=',
  'base64',
)
export const webp = Buffer.from(
  'UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=',
  'base64',
)
/** The head of a JPEG of 40 × 30 that was taken with the camera on its side. */
export const lyingJpeg = Buffer.concat([
  Buffer.from('ffd8', 'hex'),
  // APP1: Exif with one entry, the orientation 6.
  Buffer.from(
    'ffe1002245786966000049492a00080000000100120103000100000006000000' + '00000000',
    'hex',
  ),
  Buffer.from('ffc0000b08001e0028010111 00'.replace(' ', ''), 'hex'),
  Buffer.from('ffd9', 'hex'),
])

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
