// Reads a certificate file, as PEM or as DER, and returns base64 of the DER bytes.

const kMostBytes = 64 * 1024;

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

// Throws an error in words if the file holds no certificate, or a private key, which never leaves its owner.
export function readCertificate(bytes: Uint8Array): string {
  if (bytes.length > kMostBytes) throw new Error('The file is too large for a certificate.');
  const text = new TextDecoder('latin1').decode(bytes);
  if (text.includes('PRIVATE KEY-----')) throw new Error('This file holds a private key. Upload the certificate alone; the key stays with the application.');
  const pem = text.match(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/);
  if (pem) return (pem[1] ?? '').replaceAll(/\s+/g, '');
  if (bytes[0] !== 0x30) throw new Error('The file holds no certificate. It must be a .cer, .pem or .crt file.');
  return base64(bytes);
}
