/** Why a prompt asks nobody, and what to do. */
export function noModel(key: string): string {
  return `there is no model "${key}" in the settings: add one of this name under \`models\` of dse.yaml (or of --config FILE), or let the prompt's \`model_key\` name one that is there (\`dse models\` lists them)`;
}
