// Classes that JavaScript defined, against a real adapter: with the options, while running, removed again.
#include <string>
#include <utility>
#include <vector>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::ClassDefinition;
using eip::bridge::Command;
using eip::bridge::CommandKind;
using eip::bridge::Request;
using eip::bridge::RequestKind;

namespace {

constexpr uint8_t kClass = 0x64;

// Attribute 1 can be read and set, service 0x4B called on instances 1 and 5.
ClassDefinition Sample(uint32_t id) {
  ClassDefinition definition;
  definition.id = id;
  definition.revision = 3;
  definition.attributes = {{1, true, true}};
  definition.services = {{0x4B, false, true}};
  definition.instances = {1, 5};
  return definition;
}

// The CIP part of the reply, empty when none came.
Bytes Reply(TcpClient& client) {
  const Bytes reply = client.Receive();
  return reply.size() > 40 ? Bytes(reply.begin() + 40, reply.end()) : Bytes{};
}

Bytes Ask(TcpClient& client, uint32_t session, const Bytes& request) {
  client.Send(Unconnected(session, request));
  return Reply(client);
}

void Define(Adapter& adapter, uint32_t id) {
  Command command;
  command.kind = CommandKind::kDefineClass;
  command.load = std::make_unique<ClassDefinition>(Sample(id));
  while (!adapter.Push(command)) SleepMs(1);
}

void Remove(Adapter& adapter, uint32_t id) {
  Command command;
  command.kind = CommandKind::kRemoveClass;
  command.number = id;
  while (!adapter.Push(command)) SleepMs(1);
}

void AClassOfTheOptionsAnswers() {
  auto options = SampleOptions();
  options.classes = {Sample(kClass)};
  Adapter adapter(options);
  adapter.Open();
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  tap::Ok(Ask(client, session, {0x0E, 3, 0x20, kClass, 0x24, 0, 0x30, 1}) == Bytes{0x8E, 0, 0, 0, 3, 0},
          "class attributes are the core's to answer");
  tap::Ok(Ask(client, session, {0x0E, 3, 0x20, kClass, 0x24, 2, 0x30, 1}) == Bytes{0x8E, 0, 5, 0},
          "and what is not there");
  client.Send(Unconnected(session, {0x4B, 3, 0x20, kClass, 0x24, 5, 0x30, 9, 1, 2, 3}));
  std::vector<std::byte> data;
  const Request request = adapter.WaitForRequest(&data);
  tap::Ok(request.kind == RequestKind::kService && request.class_id == kClass && request.instance == 5 &&
              request.attribute == 9 && request.service == 0x4B,
          "a service is put to JavaScript");
  tap::Ok(data.size() == 3 && data[2] == std::byte{3}, "with its data");
  adapter.Complete(request.token, 0x06, 0, data);
  tap::Ok(Reply(client) == Bytes{0xCB, 0, 6, 0, 1, 2, 3}, "the reply has its status and data");
}

void AClassThatTheCoreHasFailsTheOpen() {
  auto options = SampleOptions();
  options.classes = {Sample(kClass), Sample(4)};
  Adapter adapter(options);
  tap::Ok(!adapter.Open() && adapter.error().message.find("classes[1]") != std::string::npos,
          "a class that the core has itself fails the open, by its place", adapter.error().message);
}

void ClassesComeAndGoWhileRunning() {
  Adapter adapter;
  adapter.Open();
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  const Bytes revision = {0x0E, 3, 0x20, kClass, 0x24, 0, 0x30, 1};
  uint32_t wrong = 0;
  for (int round = 0; round < 100; round++) {
    Define(adapter, kClass);
    wrong += Ask(client, session, revision) == Bytes{0x8E, 0, 0, 0, 3, 0} ? 0 : 1;
    Remove(adapter, kClass);
    wrong += Ask(client, session, revision) == Bytes{0x8E, 0, 5, 0} ? 0 : 1;
  }
  tap::Equal(wrong, 0U, "what was asked for before a message is done when it comes");
  Define(adapter, kClass);
  Define(adapter, kClass);
  Define(adapter, 4);
  Remove(adapter, 0x65);
  Remove(adapter, 4);
  tap::Ok(Ask(client, session, revision) == Bytes{0x8E, 0, 0, 0, 3, 0}, "what can't be done changes nothing");
}

void ARequestOutlivesItsClass() {
  auto options = SampleOptions();
  options.classes = {Sample(kClass)};
  Adapter adapter(options);
  adapter.Open();
  TcpClient client(adapter.opened().port);
  const uint32_t session = client.Register();
  client.Send(Unconnected(session, {0x0E, 3, 0x20, kClass, 0x24, 1, 0x30, 1}));
  const Request request = adapter.WaitForRequest();
  Remove(adapter, kClass);
  const std::byte value[] = {std::byte{7}, std::byte{8}};
  adapter.Complete(request.token, 0, 0, value);
  tap::Ok(Reply(client) == Bytes{0x8E, 0, 0, 0, 7, 8}, "a request that waits is answered after its class was removed");
}

}  // namespace

int main() {
  AClassOfTheOptionsAnswers();
  AClassThatTheCoreHasFailsTheOpen();
  ClassesComeAndGoWhileRunning();
  ARequestOutlivesItsClass();
  return tap::Done();
}
