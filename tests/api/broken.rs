//! What a client learns of a store that fails: that it fails, and nothing else.

use serde_json::json;

use crate::support::{TestApp, features::violation, sql};

const VIOLATIONS: &str = "/api/collections/violations/items";

#[tokio::test]
async fn no_word_of_the_database_reaches_a_client() {
    let app = TestApp::own().await;
    let mut connection = sql::open(&app.file).await;
    sql::execute(&mut connection, "alter table changes rename to lost_and_found").await;

    let insert = json!({ "actions": [
        { "action": "insert", "collection": "violations", "feature": violation("x") },
    ] });
    let answers = [
        app.get("/api/changes").await,
        app.get(&format!("{VIOLATIONS}/310112006-V00001/history")).await,
        app.write("POST", VIOLATIONS, &violation("x")).await,
        app.write("PUT", &format!("{VIOLATIONS}/310112006-V00001"), &violation("310112006-V00001"))
            .await,
        app.patch(&format!("{VIOLATIONS}/310112006-V00001"), &json!({ "name": "x" })).await,
        app.delete(&format!("{VIOLATIONS}/310112006-V00001")).await,
        app.send_as("application/json", "POST", "/api/transactions", &insert).await,
    ];

    for reply in answers {
        let problem = reply.problem(500, "internal");
        assert_eq!(problem["detail"], "internal server error");
        let members: Vec<&String> = problem.as_object().unwrap().keys().collect();
        assert_eq!(members, ["type", "code", "title", "status", "detail"]);
        for word in ["table", "column", "sql", "changes", "lost", "gpkg"] {
            assert!(!reply.text().to_lowercase().contains(word), "{word}: {}", reply.text());
        }
        assert!(!reply.headers.contains_key("etag"));
    }
    // What is in memory is answered all the same.
    assert_eq!(app.get(VIOLATIONS).await.status, 200);
}
