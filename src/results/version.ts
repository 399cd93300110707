/** Version of nines, the one in package.json (a test holds them together): files cannot be read down here. */
export const version = '0.1.0'
