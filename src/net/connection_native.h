// One client's connection: reads requests in order, asks the handler, carries out what it said, and answers in order.
// There is at most one read or write under way; an exchange with an upstream takes both over while it lasts.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "http/handler.h"
#include "net/body_decoder.h"
#include "net/loop_native.h"
#include "net/message_head.h"
#include "net/read_buffer.h"
#include "net/transport_native.h"

namespace sallyport::net {

class ProxyExchange;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Loop& loop, int fd);
  Connection(const Connection&) = delete;
  ~Connection();

  void start(asio::ssl::context* tls);

  // The server stops: ends where nothing has begun, and where nobody knows when it will end (an upgraded connection).
  void drain();

  // The time for that is over: 503 where nothing was answered yet, else cut.
  void give_up();

  // Ends at once, without a goodbye. The client sees a cut response where one was under way.
  void abort();

  // For the exchange with an upstream.
  Loop& loop() { return loop_; }
  Transport& transport() { return transport_; }
  const RequestHead& head() const { return parser_.head(); }
  BodyDecoder& body_decoder() { return decoder_; }
  const std::string* whole_body() const { return has_body_ ? &body_ : nullptr; }  // read for the handler before
  std::string_view unread() const { return in_.unread(); }
  void use(std::size_t size) { in_.use(size); }
  std::span<char> room(std::size_t at_least);
  void filled(std::size_t size) { in_.filled(size); }
  ReadBuffer& buffer() { return in_; }
  std::string& out() { return out_; }  // empty when an exchange begins, and when it is over without having failed
  // What the read had taken is lost: afterwards the connection can only be closed.
  void cancel_read();
  bool owes_continue() const { return owes_continue_; }
  void continue_was_sent() { owes_continue_ = false; }
  bool must_close() const { return !head().keep_alive || loop_.is_draining(); }
  enum class After { keep, close };
  void exchange_is_over(After after);
  void exchange_failed(int status, After after);  // before anything of a response was sent

  // A body that comes slower than this per body_timeout is given up.
  static constexpr std::size_t kBodyProgress = 4096;

 private:
  enum class Phase {
    handshake,
    head,      // between requests, or within a head
    body,      // the handler wants it
    drain,     // answered; the rest of a small body is read over
    leave,     // as soon as what is written is out: the next two
    deferred,  // work runs on a worker
    forward,   // an exchange with an upstream has the connection
    closing,   // the last response is out: wait for the client to go
    closed,
  };

  void go_on();
  bool step();  // false: waits for an event
  bool take_head();
  bool take_body();
  bool drain_body();
  bool leave();
  bool begin_closing();

  bool need_bytes();
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
  bool is_idle() const { return phase_ == Phase::head && in_.unread().empty() && out_.empty(); }
  bool is_waiting_for_message() const;
  void linger();

  Loop& loop_;
  Transport transport_;
  Timer timer_;
  Phase phase_ = Phase::head;
  bool waiting_ = false;  // for a read or a write
  bool close_ = false;    // after what is in out_
  bool held_ = false;     // out_ has waited for the end of the loop's round
  bool has_body_ = false;
  bool owes_continue_ = false;
  bool head_begun_ = false;
  bool first_ = true;
  ReadBuffer in_;
  HeadScan scan_;
  RequestHeadParser parser_;
  BodyDecoder decoder_;
  std::string body_;
  std::size_t body_limit_ = 0;
  std::size_t body_progress_ = 0;  // bytes since the timer was set
  std::size_t lingered_ = 0;
  std::string out_;
  std::shared_ptr<const http::Peer> peer_;
  std::variant<std::monostate, http::Defer, http::Forward> leaving_;
  std::uint64_t ticket_ = 0;            // of the work that may settle this request
  std::shared_ptr<Connection> itself_;  // while no event under way holds it
  std::shared_ptr<ProxyExchange> exchange_;
};

}  // namespace sallyport::net
