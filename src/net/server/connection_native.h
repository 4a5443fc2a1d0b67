// The connection of one client. It reads requests in order, asks the handler about each, carries out the handler's
// action, and answers in order. At most one read or write is pending. While an exchange with an upstream lasts, the
// exchange does the reading and writing. Only the loop's thread may use a connection.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "http/handler.h"
#include "net/http1/message_head.h"
#include "net/proxy/proxied_client_native.h"
#include "net/server/serving_native.h"

namespace sallyport::net {

class ProxyExchange;

class Connection final : public ProxiedClient, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Serving& serving, int fd);
  Connection(const Connection&) = delete;
  ~Connection() override;

  // Takes ownership of an accepted descriptor and serves it. If memory runs out, closes it and logs "loop_exception".
  static void open(Serving& serving, int fd, SSL_CTX* tls) noexcept;

  // Called when the server stops. Ends an idle connection, after half a second if it has sent no request yet. Ends an
  // upgraded connection, because that could last forever. Any other connection ends after its answer.
  void drain();

  // Called when the drain timeout is over. Answers 503 if the answer has not begun, otherwise cuts the answer.
  void give_up();

  // Called by the exchange with an upstream.
  ClientStream& stream() override { return stream_; }
  bool is_stopping() const override { return serving_.connections.is_stopping(); }
  void exchange_is_over(After after) override;
  void exchange_failed(int status, std::optional<http::Response> page, After after) override;

  // Closes the connection immediately. The client sees a truncated response if one was being sent.
  void abort() override;

 private:
  enum class Phase {
    head,      // between two requests, or inside a head
    body,      // the handler asked for the body
    drain,     // answered; reads and drops the rest of a small body
    leave,     // sends the pending output, then enters `deferred` or `forward`
    deferred,  // work runs on a worker thread
    forward,   // an exchange with an upstream uses the connection
    closing,   // sends the last response, then waits until the client closes the connection
    closed,
  };

  void start(SSL_CTX* tls);
  void go_on();
  bool step();  // returns false if it waits for an event
  bool take_head();
  bool take_body();
  bool drain_body();
  bool leave();
  bool begin_closing();

  bool need_bytes();
  void time_head();
  void hold_answers();
  void on_read(ErrorCode error, std::size_t size);
  bool flush();
  Result<void> check_growth() const;

  void dispatch();
  http::Action ask_handler();
  void carry_out(http::Action action);
  void want_body(std::size_t limit);
  void defer(http::Defer work);
  void settle(std::uint64_t ticket, http::Outcome outcome);
  void answer(const http::Response& response);
  void answer_plainly(int status, std::string_view why);
  void finish_request();
  void refuse(int status, std::string_view why);
  void ran_out();
  bool is_idle() const { return phase_ == Phase::head && stream_.in.unread().empty() && stream_.out.empty(); }
  bool is_waiting_for_message() const;
  bool has_served_its_last() const;
  bool must_close() const { return !stream_.head().keep_alive || is_stopping(); }
  void linger();

  Serving& serving_;
  std::optional<Seat> seat_;
  ClientStream stream_;
  Timer timer_;
  Phase phase_ = Phase::head;
  bool waiting_ = false;  // a read, a write or the end of the round is pending
  bool close_ = false;    // close the connection once stream_.out is sent
  bool held_ = false;     // stream_.out has already waited for the end of the loop's round
  bool head_begun_ = false;
  bool first_ = true;
  HeadScan scan_;
  std::size_t body_limit_ = 0;
  std::size_t body_progress_ = 0;  // bytes since the timer was set
  std::size_t lingered_ = 0;
  std::shared_ptr<const http::Peer> peer_;
  std::variant<std::monostate, http::Defer, http::Forward> leaving_;
  std::uint64_t ticket_ = 0;            // identifies the deferred work whose outcome is still wanted
  std::shared_ptr<Connection> itself_;  // keeps the connection alive while no pending callback does
  std::shared_ptr<ProxyExchange> exchange_;
};

}  // namespace sallyport::net
