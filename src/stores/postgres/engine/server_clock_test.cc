#include "stores/postgres/engine/server_clock.h"

#include <gtest/gtest.h>

#include "base/two_clocks.h"

namespace sallyport::stores {
namespace {

class ServerClockTest : public testing::Test {
 protected:
  // The server's clock is `ahead` of the true time, and its answer takes `takes`.
  void answer(Seconds ahead, Seconds takes = Seconds(0)) {
    const auto asked = server_.ask();
    const std::int64_t said = (true_ + ahead).seconds;
    pass(takes);
    server_.answered(asked, said);
  }
  void pass(Seconds time) {
    true_ = true_ + time;
    clock_.pass(time);
  }
  void set_wall(Seconds by) { clock_.wall = clock_.wall + by; }

  TwoClocks clock_;
  UnixTime true_ = clock_.wall;
  ServerClock server_{clock_};
};

TEST_F(ServerClockTest, CountsAsOursUntilTheFirstAnswer) {
  set_wall(Seconds(3600));
  EXPECT_EQ(server_.ahead(), Seconds(0));
}

TEST_F(ServerClockTest, IsAsFarAheadAsItsAnswerSays) {
  answer(Seconds(30));
  EXPECT_EQ(server_.ahead(), Seconds(30));
  pass(Seconds(86400));
  EXPECT_EQ(server_.ahead(), Seconds(30));
  answer(Seconds(-30));
  EXPECT_EQ(server_.ahead(), Seconds(-30));
}

TEST_F(ServerClockTest, DifferencesWithinTheErrorOfTheMeasurementAreNone) {
  for (const int seconds : {-2, -1, 0, 1, 2}) {
    answer(Seconds(seconds));
    EXPECT_EQ(server_.ahead(), Seconds(0)) << seconds;
  }
  answer(Seconds(3));
  EXPECT_EQ(server_.ahead(), Seconds(3));
  answer(Seconds(5));
  EXPECT_EQ(server_.ahead(), Seconds(3)) << "the same, but for the error";
  answer(Seconds(6));
  EXPECT_EQ(server_.ahead(), Seconds(6));
}

TEST_F(ServerClockTest, AWallClockThatIsSetChangesNothingAboutTheServersTime) {
  RecordProperty("covers", "F-07");
  answer(Seconds(30));
  for (const int jump : {3600, -7200, 3600}) {
    set_wall(Seconds(jump));
    EXPECT_TRUE(server_.must_ask()) << jump;
    EXPECT_EQ(clock_.now() + server_.ahead(), true_ + Seconds(30)) << jump;
    pass(Seconds(10));
    EXPECT_EQ(clock_.now() + server_.ahead(), true_ + Seconds(30)) << jump;
    answer(Seconds(30));
    EXPECT_FALSE(server_.must_ask()) << jump;
    EXPECT_EQ(clock_.now() + server_.ahead(), true_ + Seconds(30)) << jump;
  }
}

TEST_F(ServerClockTest, TheServersClockMayBeSetWithOurs) {
  answer(Seconds(30));
  set_wall(Seconds(3600));
  EXPECT_TRUE(server_.must_ask());
  answer(Seconds(30 + 3600));
  EXPECT_EQ(server_.ahead(), Seconds(30));
}

TEST_F(ServerClockTest, NothingIsToBeAskedWhileTimePasses) {
  EXPECT_FALSE(server_.must_ask()) << "the first answer comes with the connection";
  answer(Seconds(30));
  pass(Seconds(86400));
  set_wall(Seconds(2));
  EXPECT_FALSE(server_.must_ask());
  set_wall(Seconds(1));
  EXPECT_TRUE(server_.must_ask()) << "small steps add up";
}

TEST_F(ServerClockTest, AWallClockThatIsSetToTheServersTimeCountsAsTheSame) {
  answer(Seconds(30));
  set_wall(Seconds(29));
  EXPECT_EQ(server_.ahead(), Seconds(0));
}

TEST_F(ServerClockTest, AnAnswerThatTookTooLongSaysNothing) {
  answer(Seconds(30));
  answer(Seconds(500), Seconds(3));
  EXPECT_EQ(server_.ahead(), Seconds(30));
  answer(Seconds(500), Seconds(2));
  EXPECT_EQ(server_.ahead(), Seconds(500));
}

TEST_F(ServerClockTest, AnswersWhileTheWallClockIsSetAreRight) {
  answer(Seconds(0));
  const auto asked = server_.ask();
  set_wall(Seconds(3600));
  server_.answered(asked, true_.seconds);
  EXPECT_EQ(server_.ahead(), Seconds(-3600));
}

}  // namespace
}  // namespace sallyport::stores
