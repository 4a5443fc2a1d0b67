#include "app/os/service_manager.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <map>

namespace sallyport::app {
namespace {

using Variables = std::map<std::string, std::string>;

config::Environment environment(Variables variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

const std::string kUs = std::to_string(::getpid());
const std::string kSomebodyElse = std::to_string(::getpid() + 1);

// systemd's end of NOTIFY_SOCKET. It returns what it received, or nothing.
class Listener {
 public:
  explicit Listener(const std::string& name) : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0) << std::strerror(errno);
  }
  Listener(const Listener&) = delete;
  ~Listener() { ::close(fd_); }

  std::string heard() {
    char bytes[1024];
    const ssize_t size = ::recv(fd_, bytes, sizeof bytes, 0);
    return size < 0 ? "" : std::string(bytes, static_cast<std::size_t>(size));
  }

 private:
  int fd_;
};

TEST(Notify, ReachesAPathAndAnAbstractName) {
  const std::string path = ::testing::TempDir() + "notify." + kUs;
  for (const std::string& name : {path, "@sallyport-notify-" + kUs}) {
    SCOPED_TRACE(name);
    Listener systemd(name);
    const ServiceManager manager(environment({{"NOTIFY_SOCKET", name}}));
    manager.notify("READY=1\nSTATUS=Here.");
    EXPECT_EQ(systemd.heard(), "READY=1\nSTATUS=Here.");
    manager.notify_reloading();
    const std::string reloading = systemd.heard();
    EXPECT_TRUE(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC=")) << reloading;
    EXPECT_GT(std::stoll(reloading.substr(reloading.rfind('=') + 1)), 0);
  }
  ::unlink(path.c_str());
}

// None of these may fail or hang, although no program receives the messages.
TEST(Notify, SaysNothingWhereNobodyListens) {
  const std::string too_long(sizeof(sockaddr_un::sun_path), 'x');
  for (const Variables& variables : {Variables{},
                                     {{"NOTIFY_SOCKET", ""}},
                                     {{"NOTIFY_SOCKET", "@"}},
                                     {{"NOTIFY_SOCKET", "/nowhere/notify"}},
                                     {{"NOTIFY_SOCKET", "/" + too_long}}})
    ServiceManager(environment(variables)).notify("READY=1");
}

TEST(Notify, AListenerThatDoesNotReadHoldsNobodyUp) {
  const std::string name = "@sallyport-notify-full-" + kUs;
  Listener systemd(name);
  const ServiceManager manager(environment({{"NOTIFY_SOCKET", name}}));
  for (int i = 0; i < 10'000; ++i) manager.notify("WATCHDOG=1");  // more than its queue holds
  EXPECT_EQ(systemd.heard(), "WATCHDOG=1");
}

TEST(Watchdog, IsForTheProcessThatItNames) {
  const auto wanted = [](Variables variables) { return ServiceManager(environment(std::move(variables))).watchdog(); };
  using std::chrono::milliseconds;
  EXPECT_EQ(wanted({{"WATCHDOG_USEC", "400000"}}), milliseconds(400));
  EXPECT_EQ(wanted({{"WATCHDOG_USEC", "400000"}, {"WATCHDOG_PID", kUs}}), milliseconds(400));
  EXPECT_EQ(wanted({{"WATCHDOG_USEC", "1000"}}), milliseconds(1));
  EXPECT_EQ(wanted({}), std::nullopt);
  EXPECT_EQ(wanted({{"WATCHDOG_USEC", "400000"}, {"WATCHDOG_PID", kSomebodyElse}}), std::nullopt);
  for (const char* nonsense : {"", "0", "999", "-400000", "400000 ", "0.4", "99999999999999999999"})
    EXPECT_EQ(wanted({{"WATCHDOG_USEC", nonsense}}), std::nullopt) << nonsense;
}

// The test runner may use descriptors from 3 on, so the test restores them.
class Inherited : public ::testing::Test {
 protected:
  static constexpr int kCount = 2;

  Inherited() {
    for (int i = 0; i < kCount; ++i) {
      saved_[i] = ::fcntl(3 + i, F_DUPFD_CLOEXEC, 100);
      const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
      if (fd != 3 + i) {
        ::dup2(fd, 3 + i);
        ::close(fd);
      }
    }
  }
  ~Inherited() override {
    for (int i = 0; i < kCount; ++i) {
      ::close(3 + i);
      if (saved_[i] < 0) continue;
      ::dup3(saved_[i], 3 + i, O_CLOEXEC);
      ::close(saved_[i]);
    }
  }
  static auto given(Variables more) {
    Variables variables{{"LISTEN_PID", kUs}, {"LISTEN_FDS", std::to_string(kCount)}};
    for (auto& [name, value] : more) variables[name] = value;
    return inherited_sockets(environment(std::move(variables)));
  }

 private:
  int saved_[kCount];
};

TEST_F(Inherited, ComeWithTheirNamesAndAreNotPassedOn) {
  const auto sockets = given({{"LISTEN_FDNAMES", "web:admin"}});
  ASSERT_TRUE(sockets);
  ASSERT_EQ(sockets->size(), 2U);
  EXPECT_EQ((*sockets)[0].fd, 3);
  EXPECT_EQ((*sockets)[0].name, "web");
  EXPECT_EQ((*sockets)[1].fd, 4);
  EXPECT_EQ((*sockets)[1].name, "admin");
  EXPECT_TRUE(::fcntl(3, F_GETFD) & FD_CLOEXEC);
  EXPECT_TRUE(::fcntl(4, F_GETFD) & FD_CLOEXEC);
}

TEST_F(Inherited, MayHaveNoNames) {
  const auto sockets = given({});
  ASSERT_TRUE(sockets);
  ASSERT_EQ(sockets->size(), 2U);
  EXPECT_EQ((*sockets)[1].name, "");
}

TEST_F(Inherited, AreNobodysWhereTheyAreMeantForAnotherProcess) {
  for (const Variables& variables : {Variables{{"LISTEN_FDS", "2"}},
                                     {{"LISTEN_FDS", "2"}, {"LISTEN_PID", ""}},
                                     {{"LISTEN_FDS", "2"}, {"LISTEN_PID", kSomebodyElse}}}) {
    const auto sockets = inherited_sockets(environment(variables));
    ASSERT_TRUE(sockets);
    EXPECT_TRUE(sockets->empty());
  }
  EXPECT_FALSE(::fcntl(3, F_GETFD) & FD_CLOEXEC) << "it was left alone";
}

TEST_F(Inherited, VariablesThatContradictEachOtherStopTheStart) {
  for (const Variables& wrong : {Variables{{"LISTEN_FDS", ""}},
                                 {{"LISTEN_FDS", "two"}},
                                 {{"LISTEN_FDS", "-1"}},
                                 {{"LISTEN_FDS", "17"}},
                                 {{"LISTEN_FDNAMES", "web"}},
                                 {{"LISTEN_FDNAMES", "a:b:c"}}}) {
    const auto refused = given(wrong);
    ASSERT_FALSE(refused) << wrong.begin()->second;
    EXPECT_EQ(refused.error().reason, "listen_fds");
  }
}

TEST_F(Inherited, ADescriptorThatIsNotThereStopsTheStart) {
  ::close(4);
  const auto refused = given({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "descriptor 4 is closed");
}

}  // namespace
}  // namespace sallyport::app
