/** Scripts as they are found in the world, launched from the lens: complete runs in the view and on the page, and MLflow reads them back. */
import assert from 'node:assert/strict';
import { recordedRuns } from './recordedRuns.ts';
import { until } from './until.ts';
import { openVSCode, screenshotPath } from './vscode.ts';
import type { Workbench } from './workbench.ts';
import { workspaceOf } from './workspaces.ts';
import { useSource } from '../clients/mlflowScripts.ts';

const settings = {
  'cairn.output.showOnRun': false,
  'cairn.python': process.env['CAIRN_PYTHON'] ?? 'python3',
};
// Its questions to other machines would make a test wait for them.
const env = { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' };

const autologged = `import mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def main():
    mlflow.autolog()
    x, y = load_iris(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)
    model = LogisticRegression(max_iter=200).fit(x_train, y_train)
    print("accuracy on test:", model.score(x_test, y_test))


if __name__ == "__main__":
    main()
`;

/** Prints as Keras does, with its bar, and keeps its model through MLflow. */
const printing = `import mlflow

EPOCHS = 3


def main():
    with mlflow.start_run():
        mlflow.log_params({"optimizer": "adam", "epochs": EPOCHS})
        for epoch in range(EPOCHS):
            print(f"Epoch {epoch + 1}/{EPOCHS}")
            loss = 1 / (epoch + 2)
            print(f"\\r32/32 ━━━━━━━━━━━━━━━━━━━━ 0s 2ms/step - accuracy: {1 - loss:.4f} - loss: {loss:.4f} - val_loss: {loss * 1.5:.4f}")
        mlflow.log_text("layers", "model/model.keras")


if __name__ == "__main__":
    main()
`;

const readsBack = `import json
import mlflow

runs = mlflow.search_runs(search_all_experiments=True, output_format="list")
found = {}
for run in runs:
    files = [each.path for each in mlflow.artifacts.list_artifacts(run_id=run.info.run_id)]
    found[run.data.tags["mlflow.source.name"].rsplit("/", 1)[-1]] = {
        "status": run.info.status,
        "params": run.data.params,
        "metrics": run.data.metrics,
        "files": sorted(files),
    }
[model] = mlflow.search_logged_models(experiment_ids=["0"], output_format="list")
found["predicted"] = len(mlflow.sklearn.load_model(model.model_uri).predict([[5.0, 3.4, 1.5, 0.2]]))
print("RESULT " + json.dumps(found))
`;

describe('an unchanged script', () => {
  it('with autolog, and one that prints as Keras does, end as complete runs that MLflow reads back', async () => {
    const folder = await workspaceOf({ 'autologs.py': autologged, 'prints.py': printing });
    const window = await openVSCode({ folder, settings, env });
    await launch(window, 'autologs.py');
    await untilFinished(window, 1);
    const page = await window.openRow(window.row('LogisticRegression_score_x_test'));
    await page.getByText('training_accuracy_score').first().waitFor();
    await page.getByText('max_iter').first().waitFor();
    await page.getByText('MLmodel').first().waitFor();
    await window.screenshot(screenshotPath('unchanged-autologs'));

    await launch(window, 'prints.py');
    await untilFinished(window, 2);
    const [, record] = await recordedRuns(folder);
    await window.row(record?.name ?? '').click();
    const printed = await window.pageFrame(`h1:has-text("${record?.name ?? ''}")`);
    await printed.getByText('val_loss').first().waitFor();
    await printed.getByText('0.375').first().waitFor();
    await printed.getByText('optimizer').first().waitFor();
    await printed.getByText('model.keras').first().waitFor();
    await window.screenshot(screenshotPath('unchanged-prints'));

    assert.equal((await recordedRuns(folder)).length, 2);
    const { code, output, result } = await useSource(folder, readsBack);
    assert.equal(code, 0, output);
    const found = JSON.stringify(result);
    for (const wanted of [
      /"autologs.py":\{"status":"FINISHED","params":\{[^}]*"max_iter":"200"/,
      /"training_score":0.9/,
      /"prints.py":\{"status":"FINISHED"/,
      /"val_loss":0.375/,
      /"files":\["model"\]/,
      /"predicted":1/,
    ])
      assert.match(found, wanted);
  });
});

/** MLflow alone takes many seconds to be loaded on a machine that is busy. */
async function untilFinished(window: Workbench, count: number): Promise<void> {
  const look = async () => (await window.spokenRow('finished').count()) === count;
  await until(`${count} finished`, look, 180_000);
}

async function launch(window: Workbench, file: string): Promise<void> {
  await window.openFile(file);
  await window.clickLens('▷ Run');
  await window.showCairn();
}
