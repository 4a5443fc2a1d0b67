// Whatever an upstream answers, the client gets one well-formed answer, with the upstream's body or a part of it.
// Nothing of it is taken for the answer to the client's next request, and the upstream cannot set a field that belongs
// to the gateway.
#include <sys/un.h>

#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "fuzz/answers.h"
#include "fuzz/fuzz.h"
#include "fuzz/loop.h"

namespace {

using namespace sallyport;
using fuzz::require;

// The socket at which the upstream listens, the same for all inputs.
class Door {
 public:
  Door() : path_(std::filesystem::temp_directory_path() / ("sallyport-fuzz-" + std::to_string(::getpid()))) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    ::unlink(path_.c_str());
    fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    require(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && ::listen(fd_, 8) == 0);
  }
  Door(const Door&) = delete;
  ~Door() {
    ::close(fd_);
    ::unlink(path_.c_str());
  }

  int accept() const { return ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int fd_ = -1;
};

const Door& door() {
  static const Door one;
  return one;
}

http::Action pass_on(const http::Request& request, const std::string& own) {
  if (request.target == "/own") {
    http::Answer answer{http::Response(200)};
    answer.response.body = own;
    return answer;
  }
  auto upstream = std::make_shared<http::Upstream>();
  upstream->unix_path = door().path();
  http::Forward forward;
  forward.upstream = std::move(upstream);
  forward.target = "/";
  forward.host = "upstream";
  forward.response = std::make_shared<http::ResponseRules>(http::ResponseRules{{{"X-Ours", own}}, {"x-ours"}, nullptr});
  return forward;
}

// What the client received for /up and for /own, which it sent directly after it (pipelining).
std::string exchange(std::string_view method, std::string_view answer, const std::string& own) {
  const std::size_t step = 1 + fuzz::number_of(answer) % 512;
  fuzz::LoopWithoutThread loop({}, [&](const http::Request& request, bool) { return pass_on(request, own); });
  loop.send(std::string(method) + " /up HTTP/1.1\r\nHost: a\r\n\r\nGET /own HTTP/1.1\r\nHost: a\r\n\r\n");
  const int upstream = door().accept();
  require(upstream >= 0);
  for (; !answer.empty(); answer.remove_prefix(std::min(step, answer.size()))) {
    fuzz::LoopWithoutThread::send_all(upstream, answer.substr(0, step));
    loop.run();
  }
  ::shutdown(upstream, SHUT_WR);
  loop.run();
  ::close(upstream);
  loop.run();
  loop.end_sending();
  return loop.received();
}

// The upstream's answer, as the pure parsers read it; absent if they refuse it.
std::optional<fuzz::ClientAnswer> read(std::string_view text, bool to_head) {
  for (;;) {
    auto answer = fuzz::take_answer(text, to_head);
    if (!answer || answer->status >= 200) return answer;
    if (answer->status == 101) return std::nullopt;
  }
}

std::size_t count_lines(std::string_view head, std::string_view name) {
  std::size_t count = 0;
  for (const std::string_view line : split_words(head, '\n'))
    count += ascii_iequals(trim(line.substr(0, line.find(':'))), name) ? 1 : 0;
  return count;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  text = text.substr(0, 32 * 1024);
  const std::string own = "own-" + std::to_string(number_of(text));  // no text contains its own number
  for (const std::string_view method : {"GET", "HEAD"}) {
    const bool to_head = method == "HEAD";
    const std::string received = exchange(method, text, own);
    std::string_view rest = received;
    const auto first = take_answer(rest, to_head);
    if (!first) {  // cut before the first byte of the answer was sent
      require(received.empty());
      continue;
    }
    const auto meant = read(text, to_head);
    if (!meant) require(first->status == 502 && first->whole);
    if (first->status != 502 || count_lines(first->head, "X-Ours") > 0) {
      require(meant && first->status == meant->status);
      require(count_lines(first->head, "X-Ours") == 1 && first->head.find("X-Ours: " + own) != std::string::npos);
      require(count_lines(first->head, "Transfer-Encoding") + count_lines(first->head, "Content-Length") <= 1);
      require(meant->body.starts_with(first->body) && (!first->whole || first->body == meant->body));
    }
    if (rest.empty()) continue;  // closed, because it is unknown where the upstream's answer ends
    require(first->whole);
    const auto second = take_answer(rest, false);
    require(second && second->whole && second->status == 200 && second->body == own && rest.empty());
  }
}
