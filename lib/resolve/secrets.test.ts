import { describe, expect, it } from 'vitest'
import { withoutSecrets } from './secrets'

describe('withoutSecrets', () => {
  it('hides a password and keeps the user', () => {
    expect(withoutSecrets('https://ana:hunter2@data.example/a.csv')).toBe(
      'https://ana:***@data.example/a.csv',
    )
  })

  it('hides a login that is a token alone', () => {
    expect(withoutSecrets('https://ghp_abc@github.com/acme/churn.git')).toBe(
      'https://***@github.com/acme/churn.git',
    )
  })

  it('keeps the container of an address in Azure', () => {
    const address = 'abfss://raw@lake.dfs.core.windows.net/a.csv'
    expect(withoutSecrets(address)).toBe(address)
  })

  it('hides the signature of a signed address and keeps the rest', () => {
    expect(
      withoutSecrets('https://b.s3.example/a?versionId=3&X-Amz-Signature=ff0&X-Amz-Credential=me'),
    ).toBe('https://b.s3.example/a?versionId=3&X-Amz-Signature=***&X-Amz-Credential=***')
  })

  it.each([
    ['postgres://ana:p@ss:w@db/x', 'postgres://ana:***@db/x'],
    ['https://h/a?user=ana&pwd=x', 'https://h/a?user=ana&pwd=***'],
    [
      'https://h/a?AWSAccessKeyId=AKIA&access_key=x',
      'https://h/a?AWSAccessKeyId=AKIA&access_key=***',
    ],
    ['https://h/a#access_token=x&v=1', 'https://h/a#access_token=***&v=1'],
    ['https://h/a?v=1#access_token=x', 'https://h/a?v=1#access_token=***'],
    ['https://h/a?token=x?y=z;b', 'https://h/a?token=***'],
    [
      'jdbc:sqlserver://db:1433;user=ana;password=x/t',
      'jdbc:sqlserver://db:1433;user=ana;password=***/t',
    ],
  ])('keeps of %j only %j', (address, kept) => expect(withoutSecrets(address)).toBe(kept))

  // In time that grows with the square of the address this would take hours.
  it('comes to an end with an address that was made to be slow', () => {
    const address = `x://${'a:'.repeat(500_000)}${';'.repeat(500_000)}?${'?'.repeat(500_000)}`
    expect(withoutSecrets(address)).toBe(address)
  })

  it('leaves ordinary addresses alone', () => {
    for (const address of [
      'https://h/a;v=1/b?x=1&y=2#part',
      's3://bucket/data/*.csv',
      'https://x.example/a@b?q=1',
      'git@host:x',
      '',
    ])
      expect(withoutSecrets(address)).toBe(address)
  })
})
