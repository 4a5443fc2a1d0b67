// One event loop of a server, with its listeners and connections. Loops share only the quotas, the workers, the log and
// the name service.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "net/engine/loop_native.h"
#include "net/server/acceptor_native.h"
#include "net/server/serving_native.h"

namespace sallyport::net {

// The thread that owns the server makes these calls. They reach the loop's own thread through its mailbox.
class ServerLoop {
 public:
  // Workers, log and quotas must outlive the loop.
  ServerLoop(const Server::Settings& settings, std::unique_ptr<http::Handler> handler, Workers& workers, Log& log,
             Serving::Quotas& quotas);
  ServerLoop(const ServerLoop&) = delete;
  ~ServerLoop();  // calls halt()

  // Takes ownership of a listening descriptor. Call it before run(). At drain(), the loop accepts the connections that
  // wait in the queue of our own socket, because closing it would reset them. The queue of an inherited socket is
  // left to the next process that gets the socket.
  enum class Socket { ours, inherited };
  void listen(int fd, std::shared_ptr<asio::ssl::context> tls, Socket whose);

  void run();   // starts the thread
  void halt();  // ends the thread and closes every connection immediately

  // New connections use this identity; null: the listeners keep their own. In both cases the CA files for upstreams are
  // read again.
  void renew_tls(std::shared_ptr<asio::ssl::context> tls);

  // Stops accepting, and finishes the requests that have begun.
  void drain();
  // After the drain timeout: answers 503 to requests that have no answer yet, and ends the others.
  void give_up();
  // After drain(): waits until every connection has ended, but no longer than `until`. Returns whether all have ended.
  bool wait_until_idle(std::chrono::steady_clock::time_point until) {
    return serving_.connections.wait_until_empty(until);
  }

  const Loop& loop() const { return loop_; }
  const Tallies& tallies() const { return serving_.tallies; }

  Serving& serving() { return serving_; }  // only for code that runs on the loop

 private:
  void at_tick();
  void give_memory_back();
  void for_each_connection(void (*call)(Connection&));

  Loop loop_;
  Serving serving_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::vector<Acceptor*> inherited_;
  std::size_t open_before_ = 0;  // open connections at the previous tick
};

}  // namespace sallyport::net
