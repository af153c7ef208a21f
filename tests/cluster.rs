//! Does a real Kubernetes API server take what we know to be right and refuse what we know to be wrong?
//! Knows the facts about Kubernetes that everything else rests on; the designs of Portolan come through the golden cases.

use crate::support::servers::ApiServer;

const SERVICE: &str = "
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    80.service.kuma.io/protocol: http
spec:
  selector:
    app: web
  ports:
  - name: http
    port: 80
    targetPort: 8080
    appProtocol: http
";

const CREATE: [&str; 5] = ["create", "--validate=false", "--output=name", "--filename=-", "--dry-run=client"];
const ASK: [&str; 5] = ["create", "--validate=strict", "--output=name", "--filename=-", "--dry-run=server"];

#[test]
fn a_service_is_taken_by_kubectl_and_by_the_server() {
    let Some(server) = ApiServer::shared() else { return };
    assert_eq!(server.kubectl().run(&CREATE, SERVICE).as_deref(), Ok("service/web\n"));
    assert_eq!(server.kubectl().run(&ASK, SERVICE).as_deref(), Ok("service/web\n"));
}

#[test]
fn a_kind_that_the_server_does_not_know_is_refused_by_kubectl() {
    let Some(server) = ApiServer::shared() else { return };
    let answer = server.kubectl().run(&CREATE, &SERVICE.replace("kind: Service", "kind: Servise"));
    assert!(answer.as_ref().is_err_and(|why| why.contains("no matches for kind \"Servise\"")), "{answer:?}");
}

#[test]
fn a_protocol_that_is_no_qualified_name_is_refused_by_the_server() {
    let Some(server) = ApiServer::shared() else { return };
    let answer = server.kubectl().run(&ASK, &SERVICE.replace("appProtocol: http", "appProtocol: http/1/1"));
    assert!(answer.as_ref().is_err_and(|why| why.contains("spec.ports[0].appProtocol")), "{answer:?}");
}
