//! What is answered when nothing is disturbed, and what is refused.

use super::*;

#[tokio::test]
async fn a_stored_answer_is_served_byte_for_byte() {
    let simulator = start(answers_for(PERSON), &[]).await;
    let svar = json!({"person": {"traff": true, "sekretess": false}, "arenden": []});
    let reply = ask(&simulator, Source::Csn, &question(PERSON)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert!(reply.body == stored(Source::Csn, PERSON, &svar));
}

#[tokio::test]
async fn an_unknown_person_gets_an_envelope_that_says_so() {
    let simulator = start(answers_for(PERSON), &[]).await;
    for source in Source::ALL {
        let asked = question(OTHER_PERSON);
        let reply = ask(&simulator, source, &asked).await;
        assert_eq!(reply.status, 200);
        let envelope = reply.json();
        assert_eq!(envelope["kalla"], source.code());
        assert_eq!(envelope["status"], "INGA_UPPGIFTER");
        assert_eq!(envelope["fel"], Value::Null);
        assert_eq!(envelope["svar"], Value::Null);
        assert_eq!(envelope["korrelationsid"], asked["korrelationsid"]);
        for field in ["from", "tom", "syfte", "lagtext"] {
            assert_eq!(envelope["fraga"][field], asked[field], "{field}");
        }
        assert!(envelope["fraga"]["personidentitet"] == asked["personidentitet"]);
        let fetched = envelope["hamtad"].as_str().expect("an instant");
        let fetched = chrono::DateTime::parse_from_rfc3339(fetched).expect("RFC 3339");
        let age = std::time::SystemTime::now()
            .duration_since(fetched.into())
            .expect("not in the future");
        assert!(age < Duration::from_secs(60));
        let keys: Vec<&String> = envelope.as_object().expect("an object").keys().collect();
        assert_eq!(
            keys,
            [
                "fel",
                "fraga",
                "hamtad",
                "kalla",
                "korrelationsid",
                "status",
                "svar"
            ]
        );
    }
}

#[tokio::test]
async fn bad_questions_are_refused_without_being_quoted() {
    let simulator = start(answers_for(PERSON), &[]).await;
    let cases = [
        ("from", json!("2026-12-01"), 400),
        ("from", json!("2024-11-30"), 400),
        ("from", json!("2026-13-01"), 400),
        ("tom", json!(20_261_130), 400),
        ("personidentitet", json!("9004129806"), 400),
        ("personidentitet", json!("19900412980X"), 400),
        ("korrelationsid", json!(" "), 400),
        ("arendeidentitet", json!(""), 400),
        ("syfte", json!(""), 400),
        ("lagtext", json!(""), 400),
        ("lagtext", Value::Null, 400),
        (
            "ingivare",
            json!({"organisationsnummer": "162120001234"}),
            400,
        ),
        (
            "ingivare",
            json!({"organisationsnummer": "", "namn": "x"}),
            403,
        ),
    ];
    for (field, value, status) in cases {
        let mut body = question(PERSON);
        body[field] = value;
        let reply = ask(&simulator, Source::Forsakringskassan, &body).await;
        assert_eq!(reply.status, status, "{field}");
        assert!(reply.json()["felkod"].is_string());
        let text = String::from_utf8_lossy(&reply.body);
        assert!(!text.contains("9004129806"), "{field}");
    }
    let reply = post(&simulator, Source::Csn, b"{\"korrelationsid\"").await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn exactly_two_years_may_be_asked_for() {
    let simulator = start(Answers::empty(), &[]).await;
    let mut body = question(PERSON);
    body["from"] = json!("2024-12-01");
    let reply = ask(&simulator, Source::Skatteverket, &body).await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn csn_takes_case_identities_of_31_characters_and_no_longer() {
    let simulator = start(answers_for(PERSON), &[]).await;
    let mut body = question(PERSON);
    body["arendeidentitet"] = json!("a".repeat(31));
    let reply = ask(&simulator, Source::Csn, &body).await;
    assert_eq!(reply.json()["status"], "OK");
    body["arendeidentitet"] = json!("a".repeat(32));
    let reply = ask(&simulator, Source::Csn, &body).await;
    assert_eq!(reply.json()["status"], "FEL");
    assert_eq!(reply.json()["fel"]["felkod"], "-1005");
    let reply = ask(&simulator, Source::Forsakringskassan, &body).await;
    assert_eq!(reply.json()["status"], "OK");
}

#[tokio::test]
async fn pings_are_answered_and_questions_are_counted() {
    let simulator = start(Answers::empty(), &[]).await;
    for source in Source::ALL {
        let reply = get(&simulator, &format!("/{}/v1/ping", source.path())).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json()["kalla"], source.code());
    }
    assert_eq!(simulator.counts().total(), 0);
    ask(&simulator, Source::Csn, &question(PERSON)).await;
    ask(&simulator, Source::Csn, &json!({})).await;
    ask(&simulator, Source::Skatteverket, &question(PERSON)).await;
    let counts = simulator.counts();
    assert_eq!(
        (counts.forsakringskassan, counts.csn, counts.skatteverket),
        (0, 2, 1)
    );
    assert_eq!(get(&simulator, "/csn/v1/fraga").await.status, 405);
    assert_eq!(get(&simulator, "/af/v1/ping").await.status, 404);
}

#[tokio::test]
async fn a_connection_carries_many_questions() {
    let simulator = start(answers_for(PERSON), &[]).await;
    let body = question(PERSON).to_string();
    let request = format!(
        "POST /csn/v1/fraga HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(simulator.address())
        .await
        .expect("a connection");
    for _ in 0..3 {
        stream
            .write_all(request.as_bytes())
            .await
            .expect("the request leaves");
        let mut received = vec![0; 4096];
        let length = tokio::time::timeout(AT_MOST, stream.read(&mut received))
            .await
            .expect("an answer in time")
            .expect("an answer");
        assert!(received[..length].starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(simulator.counts().csn, 3);
}

#[tokio::test]
async fn a_port_in_use_is_named_in_the_error() {
    let first = start(Answers::empty(), &[]).await;
    let second = Simulator::start(Answers::empty(), Vec::new(), first.address()).await;
    let error = second.err().expect("the port is taken");
    let (what, why) = (error.to_string(), std::error::Error::source(&error));
    assert!(what.contains(&first.address().to_string()), "{what}");
    let why = why.expect("a cause").to_string();
    assert!(why.contains("in use"), "{why}");
}

#[tokio::test]
async fn stopping_ends_the_listener_and_a_silent_conversation() {
    let simulator = start(Answers::empty(), &["silent"]).await;
    let address = simulator.address();
    let waiting = tokio::spawn(async move {
        let body = question(PERSON).to_string();
        let request = format!(
            "POST /csn/v1/fraga HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        talk(address, request.as_bytes()).await
    });
    while simulator.counts().csn == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(Duration::from_secs(1), simulator.stop())
        .await
        .expect("stopped at once");
    let received = tokio::time::timeout(AT_MOST, waiting)
        .await
        .expect("the conversation ended")
        .expect("no panic");
    assert!(received.starts_with(b"HTTP/1.1 503"));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn dropping_ends_the_listener() {
    let simulator = start(Answers::empty(), &[]).await;
    let address = simulator.address();
    drop(simulator);
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(AT_MOST, refused)
        .await
        .expect("the port is free again");
}
