/** What every page does when it opens: opens the channel, draws once a frame, saves what it shows, and watches its host. */
import { render } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { connect } from '../src/protocol/rpc.ts';
import type { Call, Events, Listeners, Methods, Protocol } from '../src/protocol/rpcShape.ts';
import type { Bridge } from './bridge.ts';
import { registerControls } from './controls.ts';
import { watchHost } from './heartbeat.ts';
import { keepFocus } from './keepFocus.ts';
import type { PageEffects } from './pageModel.ts';
import { redrawPopup } from './popup.ts';

/** The part of a page's model that starting it needs. */
interface Started<S> {
  readonly state: S;
  lost: boolean;
  redraw(): void;
  refresh(): Promise<void>;
}

export interface PageParts<M extends Methods<M>, E extends Events<E>, S, P extends Started<S>> {
  readonly protocol: Protocol<M, E>;
  readonly timeoutMs: number;
  readonly on: Listeners<E>;
  readonly model: (call: Call<M>, effects: PageEffects<S>) => P;
  readonly ping: (call: Call<M>) => Promise<unknown>;
  readonly page: (model: P) => TemplateResult;
}

/** Draws a first time; what the model reads from the host it reads when its `start` is called. */
export function startPage<M extends Methods<M>, E extends Events<E>, S, P extends Started<S>>(
  bridge: Bridge<S>,
  { protocol, timeoutMs, on, model: modelOf, ping, page }: PageParts<M, E, S, P>,
): P {
  registerControls();
  const { call } = connect(protocol, {
    ...{ port: bridge.port, timeoutMs, on },
    log: (line) => console.warn(line),
  });
  let drawing = 0;
  /** Many changes, one drawing a frame. */
  const draw = () => {
    drawing ||= requestAnimationFrame(() => {
      drawing = 0;
      keepFocus(() => render(page(model), document.body));
      redrawPopup();
    });
  };
  const model = modelOf(call, {
    render: draw,
    save: (state) => bridge.save(state),
    reopenCommand: bridge.boot.reopenCommand,
  });
  watchHost(
    bridge.port,
    () => ping(call),
    (isLost) => {
      model.lost = isLost;
      draw();
      if (!isLost) void model.refresh();
    },
  );
  bridge.save(model.state);
  draw();
  return model;
}
