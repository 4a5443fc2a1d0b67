#include "app/os/json_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

#include "base/json.h"
#include "base/text.h"

namespace sallyport::app {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::system_clock::time_point kTime{std::chrono::milliseconds(1'795'435'200'007)};

json::Object parsed(const std::string& line) {
  auto object = json::parse_object(line);
  EXPECT_TRUE(object) << line;
  return object ? *object : json::Object{};
}

std::string field(const json::Object& object, std::string_view name) {
  const auto* value = object.find(name);
  return value == nullptr || value->as_string() == nullptr ? "absent" : *value->as_string();
}

class Pipe {
 public:
  Pipe() {
    EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
    std::signal(SIGPIPE, SIG_IGN);
  }
  ~Pipe() {
    close_reader();
    close_writer();
  }
  int writer() const { return ends_[1]; }
  void close_reader() { close_end(0); }
  void close_writer() { close_end(1); }

  // Reads until the writer closes.
  std::string read_all() {
    close_writer();
    std::string text;
    char buffer[65536];
    for (;;) {
      const auto count = ::read(ends_[0], buffer, sizeof buffer);
      if (count <= 0) return text;
      text.append(buffer, static_cast<std::size_t>(count));
    }
  }

  // Reads until `wanted` has arrived.
  std::string read_until(std::string_view wanted) {
    std::string text;
    char buffer[65536];
    while (text.find(wanted) == std::string::npos) {
      const auto count = ::read(ends_[0], buffer, sizeof buffer);
      if (count <= 0) break;
      text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }
  std::array<int, 2> ends_{};
};

TEST(LogLine, HasTimeLevelEventAndFields) {
  EXPECT_EQ(print_log_line(kTime, Level::audit, "sign_in", {{"person", "ann"}, {"role", ""}}),
            R"({"ts":"2026-11-23T12:00:00.007Z","level":"audit","event":"sign_in","person":"ann","role":""})");
}

TEST(LogLine, EachLevelHasItsWord) {
  const std::pair<Level, std::string> words[] = {{Level::debug, "debug"},
                                                 {Level::info, "info"},
                                                 {Level::warning, "warning"},
                                                 {Level::error, "error"},
                                                 {Level::audit, "audit"}};
  for (const auto& [level, word] : words)
    EXPECT_EQ(field(parsed(print_log_line(kTime, level, "e", {})), "level"), word);
}

TEST(LogLine, NoValueForgesALineOrSteersATerminal) {
  RecordProperty("covers", "LOG-01");
  const std::string evil = "a\r\n{\"level\":\"audit\"}\x1b[2J\xc2\x9b\u202E\u2028\x7f\xff\"\\";
  const auto line = print_log_line(kTime, Level::info, "e", {{"value", evil}});
  for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  EXPECT_TRUE(is_utf8(line));
  for (const std::string_view hidden : {"\u202E", "\u2028", "\xc2\x9b"})
    EXPECT_EQ(line.find(hidden), std::string::npos);
  EXPECT_EQ(field(parsed(line), "value"), "a\r\n{\"level\":\"audit\"}\x1b[2J\xc2\x9b\u202E\u2028\x7f\uFFFD\"\\");
}

TEST(LogLine, AFieldCannotTakeTheNameOfOurs) {  // JSON parsers disagree about two members with one name
  const auto object = parsed(print_log_line(kTime, Level::info, "e", {{"level", "audit"}, {"ts", "x"}}));
  EXPECT_EQ(field(object, "level"), "info");
  EXPECT_EQ(field(object, "_level"), "audit");
}

TEST(LogLine, ALongValueIsCutBetweenCharacters) {
  const auto value =
      field(parsed(print_log_line(kTime, Level::info, "e", {{"value", std::string(2047, 'a') + "éé"}})), "value");
  EXPECT_EQ(value, std::string(2047, 'a') + "…");
  EXPECT_EQ(field(parsed(print_log_line(kTime, Level::info, "e", {{"value", std::string(2048, 'a')}})), "value"),
            std::string(2048, 'a'));
}

TEST(JsonLog, WritesWholeLinesFromEveryThread) {
  Pipe pipe;
  std::thread reader;
  std::string text;
  {
    JsonLog log({.descriptor = pipe.writer(), .queue_lines = 100'000, .stop_within = 60s});
    reader = std::thread([&] { text = pipe.read_until("\"last\""); });
    std::vector<std::thread> writers;
    for (int t = 0; t < 4; ++t)
      writers.emplace_back([&log, t] {
        for (int i = 0; i < 500; ++i) log.write(Level::info, "line", {{"n", std::to_string(t * 500 + i)}});
      });
    for (auto& writer : writers) writer.join();
    log.write(Level::info, "last", {});
    EXPECT_EQ(log.dropped(), 0u);
  }
  reader.join();
  std::size_t lines = 0;
  for (const auto line : split_words(text, '\n')) {
    parsed(std::string(line));
    ++lines;
  }
  EXPECT_EQ(lines, 2001u);
}

TEST(JsonLog, DebugIsSilentUntilItIsSwitchedOn) {
  Pipe pipe;
  {
    JsonLog log({.descriptor = pipe.writer()});
    log.write(Level::debug, "unseen", {});
    log.set_debug(true);
    log.write(Level::debug, "seen", {});
  }
  const auto text = pipe.read_all();
  EXPECT_EQ(text.find("unseen"), std::string::npos);
  EXPECT_NE(text.find("\"seen\""), std::string::npos);
}

TEST(JsonLog, AReaderThatStopsReadingHoldsNobodyUp) {
  RecordProperty("covers", "F-32");
  Pipe pipe;
  JsonLog log({.descriptor = pipe.writer(), .queue_lines = 64, .stop_within = 60s});
  const std::string filler(1000, 'x');
  for (int i = 0; i < 1000; ++i) log.write(Level::info, "line", {{"filler", filler}});  // the pipe holds 64 KiB
  EXPECT_GT(log.dropped(), 0u);
  const auto dropped = log.dropped();
  log.write(Level::audit, "newest", {});
  const auto text = pipe.read_until("\"newest\"");
  EXPECT_NE(text.find("\"event\":\"log_dropped\""), std::string::npos);
  EXPECT_GE(log.dropped(), dropped);
  std::uint64_t said = 0;
  std::size_t lines = 0;
  for (const auto line : split_words(text, '\n')) {
    const auto object = parsed(std::string(line));
    if (field(object, "event") == "log_dropped") said += std::stoull(field(object, "lines"));
    if (field(object, "event") == "line") ++lines;
  }
  EXPECT_EQ(said, log.dropped());
  EXPECT_EQ(lines + said, 1000u);  // nothing is lost without being counted
}

TEST(JsonLog, StopsAlthoughNobodyReads) {
  Pipe pipe;
  {
    JsonLog log({.descriptor = pipe.writer(), .queue_lines = 64, .stop_within = 10ms});
    for (int i = 0; i < 1000; ++i) log.write(Level::info, "line", {{"filler", std::string(1000, 'x')}});
  }  // a destructor that waited for the reader would hang here
  SUCCEED();
}

TEST(JsonLog, OutlivesAReaderThatIsGone) {
  Pipe pipe;
  pipe.close_reader();
  JsonLog log({.descriptor = pipe.writer()});
  for (int i = 0; i < 100; ++i) log.write(Level::info, "line", {});
  EXPECT_EQ(log.dropped(), 0u);
}

}  // namespace
}  // namespace sallyport::app
