"""Uses what Cairn does not serve, as scripts of today do in passing: traces, prompts, webhooks, the gateway."""
import json

import mlflow
from mlflow.deployments import get_deploy_client
from mlflow.exceptions import MlflowException
from requests import HTTPError


@mlflow.trace
def answer(question):
    with mlflow.start_span("inner") as span:
        span.set_inputs({"question": question})
        return 42


seen = {}
with mlflow.start_run():
    seen["answer"] = answer("of everything")
    mlflow.log_metric("after", 1)
    mlflow.flush_trace_async_logging()
    client = mlflow.MlflowClient()
    for name, ask in {
        "search_traces": lambda: client.search_traces(locations=["0"]),
        "get_trace": lambda: client.get_trace("tr-1"),
        "list_webhooks": lambda: client.list_webhooks(),
        "register_prompt": lambda: mlflow.genai.register_prompt("greet", "Hello {{name}}"),
        "load_prompt": lambda: mlflow.genai.load_prompt("prompts:/greet/1"),
        "gateway": lambda: get_deploy_client(mlflow.get_tracking_uri()).list_endpoints(),
        "gateway_chat": lambda: get_deploy_client(mlflow.get_tracking_uri()).predict(
            endpoint="chat", inputs={"messages": [{"role": "user", "content": "Hello"}]}
        ),
        "search_prompts": lambda: list(mlflow.genai.search_prompts()),
    }.items():
        try:
            seen[name] = str(ask())
        except MlflowException as error:
            seen[name] = error.error_code
        except HTTPError as error:
            seen[name] = error.response.status_code
    mlflow.log_metric("last", 2)
print("RESULT " + json.dumps(seen))
