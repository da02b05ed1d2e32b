/** What KServe calls the format of a model, by which its runtimes are chosen, and why it may be that one. */
export function modelFormatOf(files: readonly string[]): { format: string; why: string } {
  for (const [format, pattern] of formats) {
    const file = files.find((name) => pattern.test(name))
    if (file) return { format, why: `guessed from ${file}` }
  }
  return { format: 'custom', why: 'nothing tells: write what your runtime is called for' }
}

/** In this order: a folder that MLflow made holds files of other formats, too. */
const formats: readonly (readonly [string, RegExp])[] = [
  ['mlflow', /(^|\/)MLmodel$/],
  ['tensorflow', /(^|\/)saved_model\.pb$/],
  ['onnx', /\.onnx$/],
  ['huggingface', /(^|\/)(?!adapter_)[^/]+\.safetensors$/],
  ['pmml', /\.pmml$/],
  ['paddle', /\.pdmodel$/],
  ['xgboost', /\.(bst|ubj)$/],
  ['lightgbm', /(^|\/)(lightgbm|lgbm?)[^/]*\.txt$/],
  ['sklearn', /\.(joblib|pkl|pickle)$/],
  ['pytorch', /\.(mar|pt|pth)$/],
]
