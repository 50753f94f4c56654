// What every request passes before it reaches its route: common fields, CORS, tokens.

import Access
import Contract
import Exchange
import HTTP1
import LossService

/// The application that a server serves.
struct Pipeline: Sendable {
    let service: Service
    let tokens: TokenCheck
    let fields: CommonFields

    func application(observer: any ServerObserver) -> Application {
        Application(name: "lossd", receive: receive, refuse: refuse, observer: observer)
    }

    /// Decides what becomes of a request; everything that does not depend on its body is asked here, once.
    private func receive(_ head: RequestHead) -> Reception {
        var caller: String?
        var reception: Reception
        if let preflight = fields.origins.preflight(head) {
            reception = Reception(.answer(preflight))
        } else {
            reception = service.receive(head) {
                do throws(ProblemDetails) {
                    caller = try tokens.caller(head.fields)
                    return nil
                } catch {
                    return error
                }
            }
        }
        reception.note.caller = caller
        fields.add(to: &reception, head)
        return reception
    }

    /// The answer to a request that the server refuses.
    private func refuse(_ failure: RequestFailure, _ head: RequestHead?, _ requestID: RequestID) -> Reception {
        var reception = service.refuse(
            status: failure.status, detail: failure.detail, head: head, requestID: requestID)
        fields.add(to: &reception, head)
        return reception
    }
}
