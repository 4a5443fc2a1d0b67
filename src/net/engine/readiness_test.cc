#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/error.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "net/engine/readiness_native.h"

namespace sallyport::net {
namespace {

// A socket pair: Readiness watches one side, and the test uses the other.
struct Pair {
  explicit Pair(Readiness& readiness) : watched(std::make_unique<StreamSocket>(readiness)) {
    std::array<int, 2> fds{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()), 0);
    watched->adopt(fds[0]);
    other = fds[1];
  }
  ~Pair() { hang_up(); }
  Pair(const Pair&) = delete;

  void say(std::string_view text) const {
    ASSERT_EQ(::send(other, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  void hang_up() {
    if (other >= 0) ::close(std::exchange(other, -1));
  }

  std::unique_ptr<StreamSocket> watched;
  int other = -1;
};

struct Outcome {
  ErrorCode error;
  std::string bytes;
};

class ReadinessTest : public testing::Test {
 protected:
  // The outcome of a read; absent if the read still waits after the loop has handled everything that is ready.
  std::optional<Outcome> read(StreamSocket& socket, std::size_t size = 64) {
    auto found = std::make_shared<std::optional<Outcome>>();
    begin_to_read(socket, found, size);
    settle();
    return *found;
  }

  void begin_to_read(StreamSocket& socket, const std::shared_ptr<std::optional<Outcome>>& found,
                     std::size_t size = 64) {
    auto room = std::make_shared<std::string>(size, '\0');
    socket.read_some(
        *room, [found, room](ErrorCode error, std::size_t got) { *found = Outcome{error, room->substr(0, got)}; });
  }

  void settle() {
    while (context_.poll() > 0) {
    }
  }

  asio::io_context context_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  std::string thrown_;
  Readiness readiness_{context_.get_executor(), [this](const std::exception& thrown) { thrown_ = thrown.what(); }};
};

TEST_F(ReadinessTest, ReadsWhatCameBeforeAndAfterItWasAsked) {
  const Pair pair(readiness_);
  pair.say("before");
  EXPECT_EQ(read(*pair.watched)->bytes, "before");
  const auto found = std::make_shared<std::optional<Outcome>>();
  begin_to_read(*pair.watched, found);
  settle();
  EXPECT_FALSE(found->has_value());
  pair.say("after");
  settle();
  EXPECT_EQ((*found)->bytes, "after");
}

TEST_F(ReadinessTest, WhatCameBetweenTwoReadsIsNotLost) {
  const Pair pair(readiness_);
  pair.say("one");
  EXPECT_EQ(read(*pair.watched)->bytes, "one");
  pair.say("two");
  settle();  // the event arrives while no read is pending
  EXPECT_EQ(read(*pair.watched)->bytes, "two");
}

TEST_F(ReadinessTest, TheEndThatComesWithTheLastBytesIsSeen) {
  Pair pair(readiness_);
  pair.say("last");
  pair.hang_up();
  EXPECT_EQ(read(*pair.watched)->bytes, "last");
  EXPECT_EQ(read(*pair.watched)->error, asio::error::eof);
}

TEST_F(ReadinessTest, MoreThanThereIsRoomForIsReadInTurn) {
  const Pair pair(readiness_);
  pair.say("abcdefgh");
  EXPECT_EQ(read(*pair.watched, 4)->bytes, "abcd");
  EXPECT_EQ(read(*pair.watched, 4)->bytes, "efgh");
  EXPECT_FALSE(read(*pair.watched, 4));
}

TEST_F(ReadinessTest, AWriteWaitsForRoom) {
  const Pair pair(readiness_);
  const std::string large(1 << 20, 'x');
  std::size_t written = 0;
  std::size_t sent = 1;
  const auto note = [&sent](ErrorCode error, std::size_t size) { sent = error ? 0 : size; };
  while (sent > 0) {  // until the kernel takes no more
    written += std::exchange(sent, 0);
    pair.watched->write_some(large, note);
    settle();
  }
  std::string sink(large.size(), '\0');
  while (::recv(pair.other, sink.data(), sink.size(), MSG_DONTWAIT) > 0) {
  }
  settle();
  EXPECT_GT(written, 0U);
  EXPECT_GT(sent, 0U);
}

TEST_F(ReadinessTest, AWriteToNobodyFails) {
  Pair pair(readiness_);
  pair.hang_up();
  ErrorCode told;
  pair.watched->write_some("x", [&told](ErrorCode error, std::size_t) { told = error; });
  settle();
  EXPECT_EQ(told, asio::error::broken_pipe);
}

TEST_F(ReadinessTest, CancelAndCloseEndWhatIsUnderWayButNotAtOnce) {
  const Pair cancelled(readiness_);
  const Pair closed(readiness_);
  const auto first = std::make_shared<std::optional<Outcome>>();
  const auto second = std::make_shared<std::optional<Outcome>>();
  begin_to_read(*cancelled.watched, first);
  begin_to_read(*closed.watched, second);
  cancelled.watched->cancel();
  closed.watched->close();
  EXPECT_FALSE(first->has_value() || second->has_value());
  settle();
  EXPECT_EQ((*first)->error, asio::error::operation_aborted);
  EXPECT_EQ((*second)->error, asio::error::operation_aborted);
}

// Both sockets are ready in the same round. The callback of the first destroys the second.
TEST_F(ReadinessTest, ASocketMayGoWhileItsEventWaits) {
  std::array<std::unique_ptr<Pair>, 2> pairs{std::make_unique<Pair>(readiness_), std::make_unique<Pair>(readiness_)};
  std::array<char, 8> room{};
  int calls = 0;
  for (std::size_t i = 0; i < 2; ++i)
    pairs[i]->watched->read_some(room, [&, other = 1 - i](ErrorCode error, std::size_t) {
      if (!error) ++calls;
      pairs[other].reset();
    });
  pairs[0]->say("x");
  pairs[1]->say("x");
  settle();
  EXPECT_EQ(calls, 1);
}

TEST_F(ReadinessTest, ASocketMayGoWithinItsOwnCall) {
  auto pair = std::make_unique<Pair>(readiness_);
  std::array<char, 8> room{};
  pair->watched->read_some(room, [&pair](ErrorCode, std::size_t) { pair.reset(); });
  pair->say("x");
  settle();
  EXPECT_EQ(pair, nullptr);
}

TEST_F(ReadinessTest, WhatOneThrowsIsToldAndTheOthersGoOn) {
  const Pair bad(readiness_);
  const Pair good(readiness_);
  std::array<char, 8> room{};
  bad.watched->read_some(room, [](ErrorCode, std::size_t) { throw std::runtime_error("no"); });
  const auto found = std::make_shared<std::optional<Outcome>>();
  begin_to_read(*good.watched, found);
  bad.say("x");
  good.say("fine");
  settle();
  EXPECT_EQ(thrown_, "no");
  EXPECT_EQ((*found)->bytes, "fine");
}

}  // namespace
}  // namespace sallyport::net
