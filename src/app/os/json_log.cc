#include "app/os/json_log.h"

#include <poll.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/sink.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <thread>

#include "app/config/syntax/visible.h"
#include "base/clock.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kMaxValue = 2048;
constexpr std::size_t kChunk = 4096;  // PIPE_BUF: poll() promises room for it, and it arrives in one piece
constexpr int kPollMilliseconds = 50;

// How long the queue's thread rests after it has written everything. Lines that come meanwhile are written together, so
// that under load a line costs neither a wake-up nor a system call of its own.
constexpr std::chrono::milliseconds kRest{5};

using SystemTime = std::chrono::system_clock::time_point;

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
    case Level::audit:
      return "audit";
  }
  return "error";
}

std::string print_time(SystemTime at) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  auto text = print_rfc3339({seconds.count()});
  const auto fraction = std::to_string((since - seconds).count());
  text.insert(text.size() - 1, "." + std::string(3 - fraction.size(), '0') + fraction);
  return text;
}

// The beginning of a value, without a partial character at its end.
std::string cut(std::string_view value) {
  if (value.size() <= kMaxValue) return std::string(value);
  std::size_t end = kMaxValue;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return std::string(value.substr(0, end)) + "…";
}

// Writes whole lines to a descriptor that may block. It never waits in write() itself, because the thread must be able
// to stop even if the reader of the log has stopped reading.
class DescriptorSink final : public spdlog::sinks::sink {
 public:
  explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}

  // Called once, before the queue's thread uses this sink: how many lines were dropped, and how many wait.
  void watch(std::function<std::uint64_t()> dropped, std::function<std::size_t()> waiting) {
    dropped_ = std::move(dropped);
    waiting_ = std::move(waiting);
  }
  void stop_at(std::chrono::steady_clock::time_point deadline) {
    deadline_ = deadline;
    stopping_.store(true, std::memory_order_release);
  }

  void log(const spdlog::details::log_msg& message) override {
    report_dropped();
    gather({message.payload.data(), message.payload.size()});
    if (waiting_() > 0) return;
    write_gathered();
    if (!stopping_.load(std::memory_order_acquire)) std::this_thread::sleep_for(kRest);
  }
  void flush() override { write_gathered(); }
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  void report_dropped() {
    const auto dropped = dropped_();
    if (dropped == reported_) return;
    const auto line =
        print_log_line(std::chrono::system_clock::now(), Level::warning, "log_dropped",
                       {{"lines", std::to_string(dropped - reported_)}, {"total", std::to_string(dropped)}}) +
        "\n";
    reported_ = dropped;
    gather(line);
  }

  void write_gathered() {
    write_all(gathered_);
    gathered_.clear();
  }

 private:
  bool may_go_on() const {
    return !stopping_.load(std::memory_order_acquire) || std::chrono::steady_clock::now() < deadline_;
  }

  bool wait_for_room() const {
    while (may_go_on()) {
      pollfd waiting{descriptor_, POLLOUT, 0};
      const int ready = ::poll(&waiting, 1, kPollMilliseconds);
      if (ready > 0) return (waiting.revents & POLLOUT) != 0;
      if (ready < 0 && errno != EINTR) return false;
    }
    return false;
  }

  // Whole lines, as many as arrive in one piece.
  void gather(std::string_view line) {
    if (gathered_.size() + line.size() > kChunk) write_gathered();
    gathered_ += line;
  }

  // A line that cannot be written is lost, because there is no other place to report it.
  void write_all(std::string_view text) const {
    while (!text.empty() && wait_for_room()) {
      const auto written = ::write(descriptor_, text.data(), std::min(text.size(), kChunk));
      if (written < 0 && errno != EINTR && errno != EAGAIN) return;
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  const int descriptor_;
  std::function<std::uint64_t()> dropped_ = [] { return std::uint64_t{0}; };
  std::function<std::size_t()> waiting_ = [] { return std::size_t{0}; };
  std::string gathered_;
  std::uint64_t reported_ = 0;
  std::atomic<bool> stopping_{false};
  std::chrono::steady_clock::time_point deadline_{};
};

}  // namespace

std::string print_log_line(SystemTime at, Level level, std::string_view event, const std::vector<LogField>& fields) {
  constexpr std::array<std::string_view, 3> kOurs{"ts", "level", "event"};
  std::string line = "{\"ts\":\"" + print_time(at) + "\",\"level\":\"" + std::string(name_of(level)) +
                     "\",\"event\":" + config::print_json_text(event);
  for (const auto& field : fields) {
    const bool taken = std::ranges::find(kOurs, field.name) != kOurs.end();
    line += "," + config::print_json_text((taken ? "_" : "") + std::string(field.name)) + ":" +
            config::print_json_text(cut(field.value));
  }
  return line + "}";
}

struct JsonLog::State {
  std::atomic<bool> debug;
  std::chrono::milliseconds stop_within;
  std::shared_ptr<DescriptorSink> sink;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

JsonLog::JsonLog(const JsonLogOptions& options) : state_(std::make_unique<State>()) {
  state_->debug = options.debug;
  state_->stop_within = options.stop_within;
  state_->sink = std::make_shared<DescriptorSink>(options.descriptor);
  state_->pool = std::make_shared<spdlog::details::thread_pool>(options.queue_lines, 1);
  state_->sink->watch([pool = state_->pool.get()] { return std::uint64_t{pool->overrun_counter()}; },
                      [pool = state_->pool.get()] { return pool->queue_size(); });
  state_->logger = std::make_shared<spdlog::async_logger>("sallyport", state_->sink, state_->pool,
                                                          spdlog::async_overflow_policy::overrun_oldest);
  state_->logger->set_level(spdlog::level::trace);  // write() filters by level
}

JsonLog::~JsonLog() {
  state_->sink->stop_at(std::chrono::steady_clock::now() + state_->stop_within);
  state_->logger.reset();
  state_->pool.reset();  // joins the thread after the last line
  state_->sink->write_gathered();
}

void JsonLog::write(Level level, std::string_view event, std::vector<LogField> fields) {
  if (level == Level::debug && !state_->debug.load(std::memory_order_relaxed)) return;
  const auto line = print_log_line(std::chrono::system_clock::now(), level, event, fields) + "\n";
  state_->logger->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

void JsonLog::set_debug(bool on) {
  state_->debug.store(on, std::memory_order_relaxed);
}

std::uint64_t JsonLog::dropped() const {
  return state_->pool->overrun_counter();
}

}  // namespace sallyport::app
