import { describe, expect, it } from 'vitest'
import { looksSecret, redacted } from './redact'

describe('redacted', () => {
  it('hides whole what producers put secrets into', () => {
    const facets = {
      environmentVariables: { environmentVariables: [{ name: 'HOME', value: '/root' }] },
      sourceCode: { language: 'python', sourceCode: 'print(1)' },
      airflow: { dagRun: { conf: { pin: '1234' }, run_id: 'manual' } },
      spark_properties: { properties: { 'spark.app.name': 'x' } },
      processing_engine: { name: 'spark', version: '3.5' },
    }
    expect(redacted(facets)).toEqual({
      environmentVariables: '(hidden)',
      sourceCode: '(hidden)',
      airflow: { dagRun: { conf: '(hidden)', run_id: 'manual' } },
      spark_properties: '(hidden)',
      processing_engine: { name: 'spark', version: '3.5' },
    })
  })

  it('hides the value beside the name of a secret', () => {
    const parameters = [
      { key: 'db_password', name: 'db_password', value: 'hunter2' },
      { key: 'learning_rate', name: 'learning_rate', value: '0.1' },
    ]
    expect(redacted(parameters)).toEqual([
      { key: 'db_password', name: 'db_password', value: '(hidden)' },
      { key: 'learning_rate', name: 'learning_rate', value: '0.1' },
    ])
  })

  it.each([
    ['postgres://ana:hunter2@db:5432/x', 'postgres://ana:***@db:5432/x'],
    [
      'jdbc:postgresql://db/x?user=ana&password=hunter2',
      'jdbc:postgresql://db/x?user=ana&password=***',
    ],
    ["copy t from s3 credentials = 'AKIA/abc'", 'copy t from s3 credentials = ***'],
    ['https://h/x?X-Amz-Signature=abc&y=1', 'https://h/x?X-Amz-Signature=***&y=1'],
    ['train --api-key sk1 --epochs 3', 'train --api-key sk1 --epochs 3'],
    ['select token from t', 'select token from t'],
    ['Server=db;Uid=ana;Pwd=hunter2;', 'Server=db;Uid=ana;Pwd=***;'],
    [
      'curl -H "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.x"',
      'curl -H "Authorization: Bearer ***"',
    ],
    [`hub push ${`hub_${'a'.repeat(43)}`} done`, 'hub push hub_*** done'],
    ['basic authentication failed', 'basic authentication failed'],
    ['a\0b\ud800', 'a\ufffdb\ufffd'],
  ])('keeps of the text %j only %j', (text, kept) => {
    expect(redacted(text)).toBe(kept)
  })

  // In time that grows with the square of the text this would take hours.
  it('comes to an end with a text that was made to be slow', () => {
    const text = 'a.'.repeat(1_000_000) + 'token'.repeat(200_000) + '://a:'.repeat(200_000)
    expect(redacted(text)).toBe(text)
  })
})

describe('looksSecret', () => {
  it.each([
    'DB_PASSWORD',
    'apiKey',
    'aws.secret.access.key',
    'authToken',
    'fs.azure.account.key.x',
  ])('says yes to %s', (name) => expect(looksSecret(name)).toBe(true))

  it.each(['max_tokens', 'tokenizer', 'primary_key', 'key', 'keyword', 'secretary'])(
    'says no to %s',
    (name) => expect(looksSecret(name)).toBe(false),
  )
})
