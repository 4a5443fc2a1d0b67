#include "app/telemetry/exporter.h"

#include <algorithm>
#include <array>
#include <exception>
#include <iterator>

namespace sallyport::app {
namespace {

// Short, because a gateway that stops waits for two requests at most.
constexpr std::chrono::milliseconds kTimeout{1000};

bool may_succeed_later(int status) {
  constexpr std::array<int, 4> kRetryable{429, 502, 503, 504};
  return std::ranges::find(kRetryable, status) != kRetryable.end();
}

}  // namespace

Exporter::Exporter(TelemetrySettings settings, Service service, http::HttpClient& client, const Clock& clock, Log& log)
    : settings_(std::move(settings)),
      service_(std::move(service)),
      client_(client),
      clock_(clock),
      log_(log),
      started_(clock.monotonic()),
      metrics_due_(started_) {}

void Exporter::start(std::function<std::vector<gateway::MetricFamily>()> collect) {
  collect_ = std::move(collect);
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Exporter::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void Exporter::take(gateway::Span span) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kMost) {
    ++dropped_;
    return;
  }
  waiting_.push_back(std::move(span));
}

void Exporter::work(const std::stop_token& stop) {
  for (bool last = false; !last;) {
    {
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, stop, settings_.round, [] { return false; });
    }
    last = stop.stop_requested();
    try {
      const bool all_sent = send_spans();
      if ((last && all_sent) || clock_.monotonic() >= metrics_due_) send_metrics();
    } catch (const std::exception& thrown) {  // usually out of memory
      note(false, thrown.what());
    }
  }
}

std::vector<gateway::Span> Exporter::next_batch() {
  const std::lock_guard lock(mutex_);
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kBatch));
  std::vector<gateway::Span> batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

// The newest of them are dropped if others have taken their place.
void Exporter::put_back(std::vector<gateway::Span> batch) {
  const std::lock_guard lock(mutex_);
  const std::size_t room = kMost - std::min(kMost, waiting_.size());
  const std::size_t kept = std::min(room, batch.size());
  dropped_ += batch.size() - kept;
  waiting_.insert(waiting_.begin(), std::make_move_iterator(batch.begin()),
                  std::make_move_iterator(batch.begin() + static_cast<std::ptrdiff_t>(kept)));
}

bool Exporter::send_spans() {
  for (;;) {
    auto batch = next_batch();
    if (batch.empty()) return true;
    const Answer answer = send("/v1/traces", print_spans(service_, batch, wall_time()));
    if (answer == Answer::refused) dropped_ += batch.size();
    if (answer != Answer::again) continue;
    put_back(std::move(batch));
    return false;
  }
}

void Exporter::send_metrics() {
  metrics_due_ = clock_.monotonic() + settings_.metrics_every;
  send("/v1/metrics", print_metrics(service_, collect_(), started_, wall_time()));
}

Exporter::Answer Exporter::send(std::string_view path, std::string body) {
  http::ClientRequest request{.method = "POST", .url = settings_.endpoint + std::string(path), .timeout = kTimeout};
  request.headers = settings_.headers;
  request.headers.push_back({"Content-Type", "application/json"});
  request.body = std::move(body);
  const auto answer = client_.send(request);
  const bool taken = answer && answer->status >= 200 && answer->status < 300;
  note(taken, answer ? "status " + std::to_string(answer->status) : std::string(answer.error().reason));
  if (taken) return Answer::taken;
  ++failed_;
  return !answer || may_succeed_later(answer->status) ? Answer::again : Answer::refused;
}

// Writes a line when the collector begins to refuse or not to answer, and one when it works again.
void Exporter::note(bool works, const std::string& why) {
  if (works == works_) return;
  works_ = works;
  if (works)
    log_.write(Level::info, "telemetry_works", {});
  else
    log_.write(Level::warning, "telemetry_failed", {{"reason", why}});
}

WallTime Exporter::wall_time() const {
  using std::chrono::nanoseconds;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {clock_.monotonic(), std::chrono::duration_cast<nanoseconds>(now).count()};
}

}  // namespace sallyport::app
