import type { MicrophoneError, VoiceCall } from '@voxrail/client/browser';
import { explainProblem } from '@voxrail/client/browser';

import { newCall } from './call';
import { explainEnding, explainRefusal } from './explain';
import { MicrophoneChoice } from './microphone-choice';
import { attachProbe, probeWanted } from './probe';
import type { CallSignals } from './state/call-phase';
import { callPhase, QUIET } from './state/call-phase';
import { Conversation } from './state/conversation';
import { turnLatency } from './state/latency-parts';
import { TurnTimeline } from './state/turn-timeline';
import { ControlsView } from './view/controls-view';
import { ConversationView } from './view/conversation-view';
import { byId } from './view/element';
import { LatencyView } from './view/latency-view';
import { NoticesView } from './view/notices-view';
import { PhaseView } from './view/phase-view';
import { RailsView } from './view/rails-view';
import type { Tally } from './view/tally-view';
import { EMPTY_TALLY, TallyView } from './view/tally-view';
import { TimelineView } from './view/timeline-view';
import { watchTurns } from './watch-turns';

/** The page: one call at a time, and what of it is shown where. */
export class ConsolePage {
  private readonly notices = new NoticesView(byId('notices', HTMLElement));
  private readonly phase = new PhaseView(byId('phase', HTMLElement), byId('hint', HTMLElement));
  private readonly rails = new RailsView(byId('rails', HTMLCanvasElement));
  private readonly latency = new LatencyView(
    byId('latency', HTMLOListElement),
    byId('median', HTMLElement),
    byId('no-latency', HTMLElement),
    byId('legend', HTMLUListElement),
  );
  private readonly timelineView = new TimelineView(
    byId('timeline', HTMLOListElement),
    byId('timeline-scale', HTMLElement),
    byId('timeline-length', HTMLElement),
    byId('no-timeline', HTMLElement),
    byId('timeline-legend', HTMLUListElement),
  );
  private readonly conversationView = new ConversationView(
    byId('conversation', HTMLOListElement),
    byId('scroller', HTMLElement),
  );
  private readonly controls = new ControlsView({
    connect: () => void this.connect(),
    toggleMute: () => {
      this.setMuted(!this.signals.muted);
    },
    hangUp: () => {
      this.call?.hangUp();
      this.ended();
    },
    sendText: (text) => void this.sendText(text),
  });
  private readonly microphones = new MicrophoneChoice({
    call: () => this.call,
    explain: (text) => {
      this.notices.show(text);
    },
  });
  private readonly tallyView = new TallyView();
  private readonly empty = byId('empty', HTMLElement);
  private conversation = this.newConversation();
  private timeline = new TurnTimeline();
  private tally = EMPTY_TALLY;
  private call: VoiceCall | undefined;
  private signals: CallSignals = QUIET;

  public constructor() {
    this.signal({});
  }

  private async connect(): Promise<void> {
    if (this.signals.connection !== 'offline') return;
    this.notices.clear();
    this.latency.clear();
    this.count(EMPTY_TALLY);
    this.conversationView.clear();
    this.conversation = this.newConversation();
    this.timeline = new TurnTimeline();
    this.showTimeline(performance.now());
    this.signal({ connection: 'connecting' });
    try {
      const call = newCall();
      this.call = call;
      this.listen(call);
      await call.start();
      this.connected(call);
    } catch (error) {
      this.notices.show(explainRefusal(error));
      this.ended();
    }
  }

  private connected(call: VoiceCall): void {
    if (probeWanted()) attachProbe(call);
    this.rails.start({
      userLevel: () => (this.signals.muted ? 0 : (call.microphone?.level() ?? 0)),
      agentLevel: () => call.player.meter.level(),
    });
    this.signal({ connection: 'open' });
    void this.microphones.refresh();
    this.controls.focusText();
  }

  private listen(call: VoiceCall): void {
    watchTurns(call, this.timeline, (nowMs) => {
      this.showTimeline(nowMs);
    });
    call.on('transcript', (message) => {
      this.conversation.transcript(message);
    });
    call.on('agent_text', (message) => {
      this.conversation.agentText(message);
    });
    call.on('audio_end', (message) => {
      this.conversation.audioEnd(message);
    });
    call.on('played', ({ turn, offsetMs }) => {
      this.conversation.played(turn, offsetMs);
      this.showTimeline(performance.now());
    });
    call.on('tool_request', (request) => {
      this.conversation.toolRequested(request);
      this.count({ tools: this.tally.tools + 1 });
    });
    call.on('tool_outcome', (outcome) => {
      this.conversation.toolEnded(outcome);
    });
    call.on('interrupted', (message) => {
      this.conversation.interrupted(message);
      this.rails.markCut();
      this.count({ cuts: this.tally.cuts + 1 });
    });
    call.on('turn_metrics', (metrics) => {
      const latency = turnLatency(metrics);
      if (latency !== undefined) this.latency.add(latency);
      this.count({ answers: this.tally.answers + 1, gaps: call.player.underruns });
    });
    call.on('user_speech', ({ speaking }) => {
      this.signal({ userSpeaking: speaking });
    });
    call.on('agent_state', ({ speaking, processing }) => {
      this.signal({ agentSpeaking: speaking, agentProcessing: processing });
    });
    call.on('error', ({ message }) => {
      this.notices.show(message);
    });
    this.listenForConnection(call);
  }

  private listenForConnection(call: VoiceCall): void {
    call.on('microphone_problem', (error) => {
      this.withoutMicrophone(error);
    });
    call.on('microphone_changed', () => void this.microphones.refresh());
    call.on('playback_blocked', ({ blocked }) => {
      if (!blocked) return;
      this.notices.show('The browser does not let this page sound yet. Click anywhere on it.');
      document.addEventListener('click', () => void call.unblock(), { once: true });
    });
    call.on('reconnecting', () => {
      this.signal({ connection: 'reconnecting', userSpeaking: false, agentSpeaking: false });
    });
    call.on('resumed', () => {
      this.signal({ connection: 'open' });
    });
    call.on('session_ending', ({ reason }) => {
      if (reason !== 'hangup') this.notices.show(explainEnding(reason), 'info');
    });
    call.on('disconnected', ({ expected }) => {
      if (!expected) this.notices.show('The connection to the gateway was lost.');
      if (this.call === call) this.ended();
    });
  }

  private withoutMicrophone(error: MicrophoneError): void {
    this.notices.show(`${explainProblem(error.problem, location.origin)} You can still type.`);
  }

  private async sendText(text: string): Promise<void> {
    if (this.signals.connection === 'offline') await this.connect();
    if (this.signals.connection !== 'open') return;
    this.conversation.typed(text);
    this.call?.text(text);
  }

  private setMuted(muted: boolean): void {
    this.call?.setMuted(muted);
    this.signal({ muted });
  }

  private ended(): void {
    this.call = undefined;
    this.rails.stop();
    this.signals = QUIET;
    this.signal({});
  }

  private signal(change: Partial<CallSignals>): void {
    this.signals = { ...this.signals, ...change };
    this.phase.show(callPhase(this.signals));
    this.controls.show({
      connection: this.signals.connection,
      muted: this.signals.muted,
      hasMicrophone: this.call?.microphone !== undefined,
    });
  }

  private showTimeline(nowMs: number): void {
    this.timelineView.show(this.timeline.rows(nowMs));
  }

  private count(change: Partial<Tally>): void {
    this.tally = { ...this.tally, ...change };
    this.tallyView.show(this.tally);
  }

  private newConversation(): Conversation {
    return new Conversation((item) => {
      this.empty.hidden = true;
      this.conversationView.show(item);
    });
  }
}
