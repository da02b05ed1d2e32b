import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '@/cli/testing/python'
import { env as hubEnv } from '@/lib/env'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { mlflow3x } from '../testing/mlflow-clients'
import { startServer, type TestServer } from '../testing/server'

const python = await pythonWith(...mlflow3x)

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** What a script prints, run as it is by a contributor. */
async function ran(script: string, variables: Record<string, string> = {}): Promise<string[]> {
  if (!python) throw new Error('There is no Python to run it with.')
  const env = {
    PATH: process.env.PATH,
    HOME: hub.dataDir,
    GIT_PYTHON_REFRESH: 'quiet',
    MLFLOW_TRACKING_URI: `${server.url}/mlflow`,
    MLFLOW_TRACKING_TOKEN: await acme.secret('contributor'),
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
    ...variables,
    NODE_ENV: 'test',
  } as const
  const options = { env, cwd: hubEnv().dataDir, timeout: 150_000 }
  const { stdout } = await promisify(execFile)(python, ['-c', script], options)
  // It prints where to look at the run, too.
  return stdout
    .trim()
    .split('\n')
    .filter((line) => !line.includes('/mlflow/#/'))
}

const names = `
import hashlib, json, mlflow, os, pathlib, tempfile
names = ["plain.txt", "with space.txt", "grün 好 😀.txt", "a+b&c=d.txt", "95% done.txt", "100%", "'q'.txt",
         "empty.bin", "semi;colon,comma.txt", ".hidden", "archive.tar.gz", "deep/er/file.json"]
`

describe.skipIf(!python)('the MLflow client', () => {
  it('logs files of odd names, lists them and gets them back', { timeout: 180_000 }, async () => {
    const printed = await ran(`${names}
folder = pathlib.Path(tempfile.mkdtemp())
for name in names:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"" if name == "empty.bin" else name.encode())
with mlflow.start_run() as run:
    mlflow.log_artifacts(str(folder), "all")
    mlflow.log_text("hello", "note.txt")
    mlflow.log_dict({"a": 1}, "dir/d.json")
run_id = run.info.run_id
mlflow.MlflowClient().log_text(run_id, "after the end", "note.txt")
print(sorted(f.path for f in mlflow.artifacts.list_artifacts(run_id=run_id)))
print(mlflow.artifacts.list_artifacts(run_id=run_id, artifact_path="note.txt"))
got = pathlib.Path(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="all"))
wrong = [n for n in names if (got / n).read_bytes() != (folder / n).read_bytes()]
print(len(names), wrong)
print(mlflow.artifacts.load_text(f"runs:/{run_id}/note.txt"))
try:
    mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="none.txt")
except Exception as e:
    print(str(e))
repo = mlflow.store.artifact.artifact_repository_registry.get_artifact_repository(run.info.artifact_uri)
repo.delete_artifacts("all")
print(sorted(f.path for f in mlflow.artifacts.list_artifacts(run_id=run_id)))
`)
    expect(printed).toEqual([
      "['all', 'dir', 'note.txt']",
      '[]',
      '12 []',
      'after the end',
      "Failed to download artifacts from path 'none.txt', please ensure that the path is correct.",
      "['dir', 'note.txt']",
    ])
  })

  it('sends large files in parts when it is told to', { timeout: 180_000 }, async () => {
    const printed = await ran(
      `${names}
path = pathlib.Path(tempfile.mkdtemp()) / "big weights.bin"
path.write_bytes(os.urandom(23 * 1024 * 1024 + 5))
with mlflow.start_run() as run:
    mlflow.log_artifact(str(path), "model dir")
got = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="model dir/big weights.bin")
print(hashlib.sha256(pathlib.Path(got).read_bytes()).digest() == hashlib.sha256(path.read_bytes()).digest())
`,
      {
        ...{ MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD: 'true' },
        ...{ MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD: 'true' },
        ...{ MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE: '1000000' },
        ...{ MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE: '5242880' },
      },
    )
    expect(printed).toEqual(['True'])
    const { rows } = await hub.database.read.execute<{ parts: number }>(
      'select parts from multipart_uploads',
    )
    expect(rows).toEqual([{ parts: 0 }])
  })

  it('shows why it may not write', { timeout: 180_000 }, async () => {
    const printed = await ran(`${names}
with mlflow.start_run() as run:
    mlflow.log_text("x", "both")
for path in ["both/of/them.txt", "a\\u2028b.txt"]:
    try:
        mlflow.MlflowClient().log_text(run.info.run_id, "x", path)
    except Exception as e:
        print(str(e).replace("\\n", " "))
`)
    expect(printed[0]).toContain('both is a file here, so nothing lies below it.')
    expect(printed[1]).toContain('A file name holds no control character and no line break.')
  })
})
