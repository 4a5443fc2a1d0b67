// What a connection makes of a server that breaks PostgreSQL's protocol: PostgreSQL 15, 55.7.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <thread>

#include "base/reason_of.h"
#include "stores/contract/scratch_file.h"
#include "stores/postgres/engine/connection_native.h"

namespace sallyport::stores {
namespace {

using namespace std::string_literals;
using std::chrono::milliseconds;

std::string number(std::uint32_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
  return out;
}

std::string message(char type, const std::string& body) {
  return type + number(static_cast<std::uint32_t>(body.size()) + 4, 4) + body;
}

const std::string kReady = message('Z', "I");

// A server that lets everybody in and then says what the test wants: the next of `turns` at each query or sync, the
// last of them without end if `endless`, and nothing after them.
class LyingServer {
 public:
  explicit LyingServer(std::vector<std::string> turns, bool endless = false)
      : turns_(std::move(turns)), endless_(endless), listening_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = folder_ + "/.s.PGSQL.5432";
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    if (::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listening_, 1) != 0)
      throw std::runtime_error("no socket for the lying server");
    thread_ = std::thread([this] { serve(); });
  }
  ~LyingServer() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }
  LyingServer(const LyingServer&) = delete;
  LyingServer& operator=(const LyingServer&) = delete;

  // The link must end before the server.
  std::unique_ptr<PostgresLink> connect() const {
    const std::string url = "postgresql://u@/s?target_session_attrs=any&host=" + folder_;
    return PostgresLink::connect(parse_place(url, std::chrono::seconds(5)).value()).value();
  }

 private:
  void serve() {
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    if (read_body(client) && say(client, message('R', number(0, 4)) + kReady)) take_turns(client);
    ::close(client);
  }

  void take_turns(int client) {
    auto next = turns_.begin();
    for (char type = 0; ::recv(client, &type, 1, 0) == 1 && read_body(client);) {
      if ((type != 'Q' && type != 'S') || next == turns_.end()) continue;
      while (say(client, *next) && endless_ && next + 1 == turns_.end());
      ++next;
    }
  }

  static bool read_body(int client) {
    unsigned char length[4];
    if (::recv(client, length, 4, MSG_WAITALL) != 4) return false;
    std::string body((std::size_t{length[2]} << 8 | length[3]) - 4, ' ');
    return body.empty() || ::recv(client, body.data(), body.size(), MSG_WAITALL) == static_cast<ssize_t>(body.size());
  }
  static bool say(int client, const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const ssize_t more = ::send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (more <= 0) return false;
      sent += static_cast<std::size_t>(more);
    }
    return true;
  }

  const ScratchFile scratch_;
  const std::string folder_ = std::filesystem::path(scratch_.path()).parent_path().string();
  const std::vector<std::string> turns_;
  const bool endless_;
  const int listening_;
  std::thread thread_;
};

TEST(LyingServer, APlainAnswerIsTaken) {
  const LyingServer server({message('C', "LISTEN\0"s) + kReady});
  const auto link = server.connect();
  EXPECT_EQ(reason_of(link->execute("LISTEN a", milliseconds(20'000))), "none");
}

TEST(LyingServer, ACopyThatNobodyAskedForIsABrokenConnection) {
  for (const char type : {'G', 'H', 'W'}) {
    const LyingServer server({message(type, "\0\0\0"s)});
    const auto link = server.connect();
    EXPECT_EQ(reason_of(link->execute("SELECT 1", milliseconds(20'000))), "postgres_connection") << type;
    EXPECT_TRUE(link->is_broken()) << type;
  }
}

TEST(LyingServer, SilenceEndsAtTheDeadline) {
  const LyingServer server({});
  const auto link = server.connect();
  EXPECT_EQ(reason_of(link->execute("SELECT 1", milliseconds(50))), "postgres_timeout");
  EXPECT_TRUE(link->is_broken());
}

TEST(LyingServer, TalkThatNeverEndsIsGivenUpAtTheDeadline) {
  const LyingServer server({message('N', "SNOTICE\0C00000\0Mwait\0\0"s)}, true);
  const auto link = server.connect();
  EXPECT_EQ(reason_of(link->execute("SELECT 1", milliseconds(50))), "postgres_timeout");
}

TEST(LyingServer, ANumberOfAnotherWidthIsNoNumber) {
  const std::string column =
      "n\0"s + number(0, 4) + number(0, 2) + number(20, 4) + number(8, 2) + number(~0U, 4) + number(1, 2);
  for (const std::size_t width : {0U, 1U, 7U, 8U, 9U}) {
    const std::string row = number(1, 2) + number(static_cast<std::uint32_t>(width), 4) + std::string(width, '\1');
    const LyingServer server({message('1', "") + kReady, message('2', "") + message('T', number(1, 2) + column) +
                                                             message('D', row) + message('C', "SELECT 1\0"s) + kReady});
    const auto link = server.connect();
    PostgresConnection connection(*link, milliseconds(20'000));
    std::string_view reason = "no row";
    EXPECT_EQ(reason_of(connection.query("SELECT n FROM t", {},
                                         [&](const Row& found) -> Result<void> {
                                           reason = reason_of(found.integer(0));
                                           return {};
                                         })),
              "none");
    EXPECT_EQ(reason, width == 8 ? "none" : "sql_value") << width;
  }
}

}  // namespace
}  // namespace sallyport::stores
